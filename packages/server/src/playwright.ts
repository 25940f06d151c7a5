// Playwright's `test`, with a sandbox in it:
//
//   import { expect, test } from 'opentok-sandbox/playwright'

export { expect } from '@playwright/test'
export {
  type SandboxFixtures,
  type SandboxWorkerFixtures,
  type TestSandbox,
  test,
} from './playwright/fixtures.ts'
export type { RoomJoinRequest, TestRoom } from './playwright/room.ts'
export { routeToSandbox } from './playwright/route-to-sandbox.ts'
