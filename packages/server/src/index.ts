// The server

// What its options and commands are made of
export {
  CommandError,
  DEVELOPMENT_PROJECT,
  FAULT_CATALOGUE,
  type FaultRule,
  type JournalEntry,
  type JournalQuery,
  type ListedFault,
  type NetworkConditions,
  type NetworkState,
  type ParticipantSnapshot,
  type Place,
  type Project,
  type ProjectsOption,
  type Sandbox,
  type SandboxState,
  type SessionSnapshot,
  type VonageApplication,
} from '@opentok-sandbox/sandbox'
export { connectSandbox } from './connect.ts'
export { DEFAULT_PORT } from './default-port.ts'
export { type SandboxServer, type ServeOptions, serve } from './serve.ts'
