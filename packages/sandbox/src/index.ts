// The sandbox

export { FAILING, type Failing, type Failure } from './faults.ts'
export { isOpenTokHost, LOGGING_HOST, MESSAGING_HOST, MESSAGING_PATH, OPENTOK_HOSTS } from './hosts.ts'
export { consoleLog, type Log, type LogEntry } from './log.ts'
export type { IceServer, MediaOptions } from './media/media-options.ts'
// Frames, for tests and tools
export { decodeFrame, encodeFrame, type Frame, FrameError, type FrameType } from './messaging/frame.ts'
// What a transport needs
export type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
export type { SandboxData, SandboxOptions } from './options.ts'
export { DEVELOPMENT_PROJECT, type Project, type ProjectsOption, type VonageApplication } from './project.ts'
export { HINT_HEADER } from './rest/render.ts'
export { createSandbox, type LocalSandbox, type Sandbox, type SessionSnapshot } from './sandbox.ts'
