import type { Archive } from './archive.ts'
import type { Connection, EndReason } from './connection.ts'
import type { Content } from './content.ts'
import type { MediaEnd, MediaLeg, MediaSignal } from './media-signal.ts'
import type { Place } from './place.ts'
import type { Stream, Subscriber } from './stream.ts'

/**
 * What brought an event about: a client's message, a REST request, a command, a timer, a lost socket or a limit of the
 * sandbox, an injected fault, or the media server.
 */
export type Agent = 'client' | 'rest' | 'command' | 'timeout' | 'network' | 'limit' | 'fault' | 'server'

/** Who brought an event about, and by what: the number of a journal entry, where there is one. */
export interface Cause {
  readonly by: Agent
  readonly entry?: number | undefined
}

/** What has happened, by the type of the event; each is told after the model has changed. */
export interface SessionEventDetails {
  connectionCreated: { connection: Connection }
  connectionDestroyed: { connection: Connection; reason: EndReason }
  /** The session has a place in the network from now on. Clients are not told. */
  sessionPlaced: { place: Place; reason: PlaceReason }
  /** A client wants to publish; its stream is announced when its media can be subscribed to. */
  publishRequested: { stream: Stream }
  /** A stream ended before it was announced. */
  publishAbandoned: { stream: Stream; reason: EndReason }
  streamCreated: { stream: Stream }
  streamDestroyed: { stream: Stream; reason: EndReason }
  /** `changes` has the new values of those properties of the channel that are not what they were. */
  streamPropertyChanged: { stream: Stream; channelId: string; changes: Readonly<Record<string, unknown>> }
  /** Data on a channel of a stream, such as captions, for the clients that subscribe to the stream. */
  streamData: { stream: Stream; channelId: string; dataId: string; content: Content }
  /** The layout classes of a stream changed. Clients are not told. */
  layoutChanged: { stream: Stream }
  subscribed: { subscriber: Subscriber }
  unsubscribed: { subscriber: Subscriber }
  /** A subscriber wants other media than before. */
  subscriptionChanged: { subscriber: Subscriber; channelId: string; changes: Content }
  /** `from` is undefined for a signal of the server, `to` for one to everybody. */
  signal: { signalId: string; content: Content; from?: Connection | undefined; to?: Connection | undefined }
  /** All but the excluded streams were muted (`active`), or streams published from now on are not muted any more. */
  muteForced: { active: boolean; excluded: readonly string[] }
  /** The publisher of one stream has to mute its audio. */
  streamMuteForced: { stream: Stream }
  /** A client sent an offer, an answer or a candidate. */
  mediaSignalReceived: { leg: MediaLeg; signal: MediaSignal; from: MediaEnd }
  /** A media path sends one to a client. `from` is the client in whose name it does so; without one, it is the server. */
  mediaSignalSent: { leg: MediaLeg; signal: MediaSignal; to: MediaEnd; from?: Connection | undefined }
  archiveStarted: { archive: Readonly<Archive> }
  archiveChanged: { archive: Readonly<Archive> }
  /** Whether a stream is recorded; its publisher shows that. */
  streamArchivingChanged: { stream: Stream; archiving: boolean }
  /** A service of the platform in this session: what it is now, as REST and callbacks describe it. */
  serviceChanged: ServiceChange
}

/** The services of the platform besides archives. */
export type ServiceName = 'broadcast' | 'captions' | 'sip' | 'render' | 'connect'

/** What has become of a service. */
export interface ServiceChange {
  service: ServiceName
  id: string
  status: string
  reason?: string | undefined
  /** What its callback says, as plain data; `undefined` for a change that none is sent for. */
  callback?: object | undefined
  /** Where this one alone sends its callbacks, besides the project's own address. */
  callbackUrl?: string | undefined
}

/** Why a session has its place: its location hint, its first client, or a command. */
export type PlaceReason = 'hint' | 'client' | 'command'

/** The type of an event: `connectionCreated`, `signal`, … */
export type SessionEventType = keyof SessionEventDetails
