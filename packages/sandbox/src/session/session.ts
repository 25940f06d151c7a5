import type { MediaMode } from '@opentok-sandbox/core'
import { type Archive, isRunning } from './archive.ts'
import { updateChannel } from './channel.ts'
import type { Connection, EndReason } from './connection.ts'
import type { Content } from './content.ts'
import type { Cause, PlaceReason, SessionEventDetails, SessionEventType } from './event-details.ts'
import type { Place } from './place.ts'
import { readSessionId } from './session-id.ts'
import type { Stream, Subscriber } from './stream.ts'

/** Where a session says what has happened in it. */
export type Emit = <Type extends SessionEventType>(
  type: Type,
  session: Session,
  cause: Cause,
  details: SessionEventDetails[Type],
) => void

/**
 * A session that a client has connected to. It has no record that could be lost: everything that it needs to begin is in
 * its ID. Each of its changes takes its cause, and says what has happened as events.
 */
export class Session {
  readonly id: string
  readonly apiKey: string
  readonly mediaMode: MediaMode
  readonly #tell: Emit
  readonly #emptied: (session: Session) => void
  readonly #connections = new Map<string, Connection>()
  readonly #streams = new Map<string, Stream>()
  readonly #publishing = new Map<string, Stream>()
  readonly #archives = new Map<string, Archive>()
  #muted = false
  #place: Place | undefined

  /** @param emptied is called when the last client has left */
  constructor(id: string, apiKey: string, emit: Emit, emptied: (session: Session) => void) {
    this.id = id
    this.apiKey = apiKey
    this.mediaMode = readSessionId(id)?.mediaMode ?? 'routed'
    this.#tell = emit
    this.#emptied = emptied
  }

  get connections(): ReadonlyMap<string, Connection> {
    return this.#connections
  }

  get streams(): ReadonlyMap<string, Stream> {
    return this.#streams
  }

  /** The streams that are not announced yet. */
  get publishing(): ReadonlyMap<string, Stream> {
    return this.#publishing
  }

  /** Where its servers are: from its location hint or its first client on, and it stays so. */
  get place(): Place | undefined {
    return this.#place
  }

  /** The archives that have not stopped. */
  get archives(): ReadonlyMap<string, Readonly<Archive>> {
    return this.#archives
  }

  /** Whether a client that publishes from now on begins muted. */
  get muted(): boolean {
    return this.#muted
  }

  setPlace(place: Place, reason: PlaceReason, cause: Cause): void {
    if (place === this.#place) return
    this.#place = place
    this.#emit('sessionPlaced', cause, { place, reason })
  }

  join(connection: Connection, cause: Cause): void {
    this.#connections.set(connection.id, connection)
    this.#emit('connectionCreated', cause, { connection })
  }

  /** Removes a connection with all that it published and subscribed to. */
  leave(connection: Connection, reason: EndReason, cause: Cause): void {
    if (this.#connections.get(connection.id) !== connection) return
    this.#connections.delete(connection.id)
    for (const stream of [...this.#publishing.values(), ...this.#streams.values()]) {
      if (stream.owner === connection) this.unpublish(stream, reason, cause)
      else {
        for (const subscriber of stream.subscribers.values()) {
          if (subscriber.connection === connection) this.unsubscribe(subscriber, cause)
        }
      }
    }
    if (this.#connections.size === 0) {
      // A guess: nobody is left who could know that the session was muted.
      this.#muted = false
      this.#emptied(this)
    }
    this.#emit('connectionDestroyed', cause, { connection, reason })
  }

  /** A client publishes: its media path announces the stream. */
  publish(stream: Stream, cause: Cause): void {
    this.#publishing.set(stream.id, stream)
    this.#emit('publishRequested', cause, { stream })
  }

  /** A stream can be subscribed to; nothing happens if it has ended meanwhile. */
  announce(stream: Stream, cause: Cause): void {
    if (this.#publishing.get(stream.id) !== stream) return
    this.#publishing.delete(stream.id)
    this.#streams.set(stream.id, stream)
    this.#emit('streamCreated', cause, { stream })
  }

  unpublish(stream: Stream, reason: EndReason, cause: Cause): void {
    if (this.#publishing.delete(stream.id)) {
      this.#emit('publishAbandoned', cause, { stream, reason })
      return
    }
    this.#streams.delete(stream.id)
    // Each client closes what it had of the stream by itself.
    stream.subscribers.clear()
    this.#emit('streamDestroyed', cause, { stream, reason })
  }

  /** Updates a channel of a stream; an event tells only what has changed. */
  updateChannel(stream: Stream, channelId: string, news: ReadonlyMap<string, unknown>, cause: Cause): void {
    const channel = stream.channels.get(channelId)
    const changes = channel ? updateChannel(channel, news) : {}
    // Nobody knows a stream that is not announced; those who hear of it later hear of it as it is then.
    if (Object.keys(changes).length > 0 && this.#streams.get(stream.id) === stream) {
      this.#emit('streamPropertyChanged', cause, { stream, channelId, changes })
    }
  }

  /** Passes data on a channel of a stream, such as captions, to the subscribers of the stream. */
  sendData(
    data: { stream: Stream; channelId: string; dataId: string; content: Content },
    cause: Cause,
  ): void {
    this.#emit('streamData', cause, data)
  }

  setLayoutClasses(stream: Stream, classes: readonly string[], cause: Cause): void {
    stream.layoutClassList = classes
    this.#emit('layoutChanged', cause, { stream })
  }

  subscribe(subscriber: Subscriber, cause: Cause): void {
    subscriber.stream.subscribers.set(subscriber.id, subscriber)
    this.#emit('subscribed', cause, { subscriber })
  }

  unsubscribe(subscriber: Subscriber, cause: Cause): void {
    subscriber.stream.subscribers.delete(subscriber.id)
    this.#emit('unsubscribed', cause, { subscriber })
  }

  /** Makes a publisher mute its microphone; its client then says so through its channel. */
  muteStream(stream: Stream, cause: Cause): void {
    this.#emit('streamMuteForced', cause, { stream })
  }

  /**
   * Mutes all streams that are published now, except the excluded ones, and all that are published later. `false` only
   * ends the latter.
   */
  muteAll(active: boolean, excluded: readonly string[], cause: Cause): void {
    this.#muted = active
    this.#emit('muteForced', cause, { active, excluded })
    if (!active) return
    for (const stream of this.#streams.values()) {
      if (!excluded.includes(stream.id)) this.muteStream(stream, cause)
    }
  }

  /** Sends a signal to everybody, its sender included, or to one connection. */
  signal(signal: SessionEventDetails['signal'], cause: Cause): void {
    this.#emit('signal', cause, signal)
  }

  /** A subscriber wants other media of a channel; an event tells only what has changed. */
  updateSubscription(subscriber: Subscriber, channelId: string, content: Content, cause: Cause): void {
    const former = subscriber.wants.get(channelId) ?? {}
    const changes = Object.fromEntries(
      Object.entries(content).filter(([key, value]) => former[key] !== value),
    )
    if (Object.keys(changes).length === 0) return
    subscriber.wants.set(channelId, { ...former, ...changes })
    this.#emit('subscriptionChanged', cause, { subscriber, channelId, changes })
  }

  /** A client negotiates media. */
  receiveMediaSignal(received: SessionEventDetails['mediaSignalReceived'], cause: Cause): void {
    this.#emit('mediaSignalReceived', cause, received)
  }

  /** A media path negotiates with a client. */
  sendMediaSignal(sent: SessionEventDetails['mediaSignalSent'], cause: Cause): void {
    this.#emit('mediaSignalSent', cause, sent)
  }

  startArchive(archive: Archive, cause: Cause): void {
    this.#archives.set(archive.id, archive)
    this.#emit('archiveStarted', cause, { archive })
  }

  setArchiveStatus(archive: Archive, status: Archive['status'], cause: Cause): void {
    archive.status = status
    if (!isRunning(archive)) this.#archives.delete(archive.id)
    this.#emit('archiveChanged', cause, { archive })
  }

  /** A stream is recorded from now on, or not any more. */
  setArchiving(stream: Stream, archiving: boolean, cause: Cause): void {
    this.#emit('streamArchivingChanged', cause, { stream, archiving })
  }

  /** A broadcast, a call or another service of this session is not what it was. */
  tellOfService(details: SessionEventDetails['serviceChanged'], cause: Cause): void {
    this.#emit('serviceChanged', cause, details)
  }

  #emit<Type extends SessionEventType>(type: Type, cause: Cause, details: SessionEventDetails[Type]): void {
    this.#tell(type, this, cause, details)
  }
}
