// Handlers for an MSW that you set up yourself

// The sandbox itself
export {
  CommandError,
  createSandbox,
  DEVELOPMENT_PROJECT,
  FAULT_CATALOGUE,
  type FaultPoint,
  type FaultRule,
  type JournalEntry,
  type JournalQuery,
  type ListedFault,
  type NetworkConditions,
  type NetworkState,
  type ParticipantSnapshot,
  type Place,
  type Project,
  type Sandbox,
  type SandboxData,
  type SandboxState,
} from '@opentok-sandbox/sandbox'
export { ClientLoadedTooEarly } from './client-loaded.ts'
export { createHandlers, type HandledSandbox } from './handlers.ts'
