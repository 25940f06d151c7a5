// Handlers for an MSW that you set up yourself

// The sandbox itself
export {
  createSandbox,
  DEVELOPMENT_PROJECT,
  type FaultPoint,
  type FaultRule,
  type Project,
  type Sandbox,
  type SandboxData,
} from '@opentok-sandbox/sandbox'
export { ClientLoadedTooEarly } from './client-loaded.ts'
export { createHandlers, type HandledSandbox } from './handlers.ts'
