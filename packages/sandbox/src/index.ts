// The sandbox

export { createSandbox, type LocalSandbox, type Sandbox } from './sandbox.ts'

// What its options are made of

export {
  DEVELOPMENT_PROJECT,
  type Project,
  type ProjectsOption,
  type VonageApplication,
} from './auth/project.ts'
export { consoleLog, type Log, type LogEntry } from './log.ts'
export type { IceServer, MediaOptions, RelayClient, RelayFor } from './media/media-options.ts'
export type { MediaServerOption, SandboxData, SandboxOptions, ServicePorts } from './options.ts'
export { SIMULATIONS, type Simulation } from './simulations.ts'

// Its commands, here and elsewhere, and what they take and give

export type { ArchiveRequest } from './commands/archives.ts'
export type { BroadcastRequest } from './commands/broadcasts.ts'
export type { CallbackSetting, ShownTargets } from './commands/callbacks.ts'
export { type CallCommand, createCommands, describeProblem } from './commands/caller.ts'
export type { ClockState } from './commands/clock.ts'
export type { CommandHttp } from './commands/command.ts'
export { CommandError, type CommandProblem, toCommandError } from './commands/command-error.ts'
export type { Credentials } from './commands/credentials.ts'
export type { NetworkState } from './commands/network.ts'
export type { JoinRequest, ParticipantSignal } from './commands/participants.ts'
export type {
  ArchiveSnapshot,
  BroadcastSnapshot,
  CaptionsSnapshot,
  GuestSnapshot,
  ServicesSnapshot,
} from './commands/services.ts'
export type { ConnectionSnapshot, SessionSnapshot, StreamSnapshot } from './commands/sessions.ts'
export { type SandboxState, STATE_SCHEMA } from './commands/state.ts'
export { listCommands, type SandboxCommands } from './commands/table.ts'
export type { TokenRequest } from './commands/tokens.ts'
export type { Duration } from './duration.ts'
export type { ParticipantSnapshot, PublishRequest } from './participants/participant.ts'
export { createWatchers, WATCHED_TOPICS, type Watch, type WatchedTopic } from './watchers.ts'

// Callbacks

export type { CallbackAttempt, CallbackDelivery } from './callback/callback-delivery.ts'
export {
  CALLBACK_TYPES,
  type CallbackTarget,
  type CallbackTargets,
  type CallbackType,
} from './callback/callback-settings.ts'

// Faults

export type { NamedFault } from './faults/catalogue/named-fault.ts'
export { FAULT_CATALOGUE } from './faults/catalogue.ts'
export type { Delay } from './faults/delay.ts'
export { FAULT_POINTS, type FaultPoint, NETWORK_FAULTS, type NetworkFault } from './faults/fault-point.ts'
export type { FaultRule, FaultScope } from './faults/fault-rule.ts'
export type { ListedFault } from './faults/faults.ts'
export { FAULT_HEADER } from './rest/fault-answer.ts'

// The journal

export type {
  CallbackEntry,
  CommandEntry,
  EventEntry,
  FaultEntry,
  FrameEntry,
  JournalEntry,
  JournalKind,
  RefusalEntry,
  RequestEntry,
} from './journal/entry.ts'
export { JOURNAL_KINDS } from './journal/entry.ts'
export { EXPORT_FORMATS, type ExportFormat } from './journal/export.ts'
export type { JournalPage } from './journal/journal.ts'
export { type JournalNews, JournalReader } from './journal/journal-reader.ts'
export type { JournalQuery } from './journal/query.ts'

// What a transport needs

export { isOpenTokHost, LOGGING_HOST, MESSAGING_HOST, MESSAGING_PATH, OPENTOK_HOSTS } from './hosts.ts'
export { FAKE_MEDIA } from './media/fake-media.ts'
export type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
export { HINT_HEADER } from './rest/render.ts'
export type { RestClient } from './rest/request-record.ts'

// What a media server needs

export type { LoadMediaPath, MediaPathParts, SendMediaSignal } from './media/media-path-parts.ts'
export { DelayLine, vary } from './network/delay-line.ts'
export type { Locate, Network, Route } from './network/network.ts'
export type { Connection } from './session/connection.ts'
export type { Cause } from './session/event-details.ts'
export type { MediaPath } from './session/media-path.ts'
export type { MediaEnd, MediaLeg, MediaSignal } from './session/media-signal.ts'
export type { Session } from './session/session.ts'
export type { Stream, Subscriber } from './session/stream.ts'

// What really records, composes, renders and mixes

export type { ArchiveFile, StoredArchive } from './archive/archive.ts'
export type { Recorder, Recording, RecordingPlan, StorageTarget } from './archive/recorder.ts'
export type {
  Broadcaster,
  Broadcasting,
  BroadcastNews,
  BroadcastPlan,
  RtmpOutput,
} from './broadcast/broadcaster.ts'
export type { PageRenderer, RenderedPage, RenderPlan } from './composer/page-renderer.ts'
export type { Layout, LayoutType, Resolution, StreamMedia } from './composition/composition.ts'
export type { AudioMix, AudioMixer, AudioRate, OpenSocket, OutgoingSocket } from './connector/audio-mixer.ts'

// Places and conditions of the network

export type { Coordinates } from './network/coordinates.ts'
export { distanceDelay } from './network/distance.ts'
export type { ClientConditions, NetworkConditions, SessionConditions } from './network/network-conditions.ts'
export { nearestPlace, PLACES } from './network/places.ts'
export type { Place } from './session/place.ts'

// For tests and tools

export { decodeFrame, encodeFrame, type Frame, FrameError, type FrameType } from './messaging/frame.ts'
export { type Snippet, type SnippetTarget, writeSnippets } from './snippets.ts'
export { suggest } from './suggest.ts'
