// The sandbox

// What its options are made of
export {
  DEVELOPMENT_PROJECT,
  type Project,
  type ProjectsOption,
  type VonageApplication,
} from './auth/project.ts'
// Its commands, here and elsewhere
export { type CallCommand, createCommands, describeProblem } from './commands/caller.ts'
export { CommandError, type CommandProblem, toCommandError } from './commands/command-error.ts'
export type { SessionSnapshot } from './commands/sessions.ts'
export { listCommands, type SandboxCommands } from './commands/table.ts'
export type { Credentials, TokenRequest } from './commands/tokens.ts'
export { type ArmedFault, FAULT_POINTS, type FaultPoint, type FaultRule } from './faults/faults.ts'
// What a transport needs
export { isOpenTokHost, LOGGING_HOST, MESSAGING_HOST, MESSAGING_PATH, OPENTOK_HOSTS } from './hosts.ts'
export { consoleLog, type Log, type LogEntry } from './log.ts'
export type { IceServer, MediaOptions } from './media/media-options.ts'
// Frames, for tests and tools
export { decodeFrame, encodeFrame, type Frame, FrameError, type FrameType } from './messaging/frame.ts'
export type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
export type { SandboxData, SandboxOptions } from './options.ts'
export { HINT_HEADER } from './rest/render.ts'
export { createSandbox, type LocalSandbox, type Sandbox } from './sandbox.ts'
export type { Watch, WatchedTopic } from './watchers.ts'
