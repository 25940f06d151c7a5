// A setup file for vitest:
//
//   export default defineConfig({ test: { environment: 'happy-dom', setupFiles: ['@opentok-sandbox/mocks/vitest'] } })
//
// It listens here, at the top level, since a test file's static imports run before any `beforeAll`.

import { afterEach, expect } from 'vitest'
import { explainMissingMedia } from './fake-media/explain-missing-media.ts'
import { type ConnectedClient, type JoinAsRequest, joinAs as joinSandboxAs } from './join-as.ts'
import { type NodeSandbox, startSandbox } from './node.ts'

export type { ConnectedClient, JoinAsRequest } from './join-as.ts'

// A setup file and a test that imports this file may get two copies of it.
const registry = globalThis as { [key: symbol]: Promise<NodeSandbox> | undefined }
const key = Symbol.for('@opentok-sandbox/mocks/vitest')

if (registry[key] === undefined) {
  explainMissingMedia(
    "Add '@opentok-sandbox/mocks/fake-media/install' to setupFiles, after '@opentok-sandbox/mocks/vitest'.",
  )
  registry[key] = startSandbox({ seed: 1 })
}

/** The sandbox that answers in this test file. It is reset after each test, to the same seed. */
export const sandbox: NodeSandbox = await registry[key]

/**
 * Connects a participant of a name to a room or a session. Each has a copy of the client of its own, so that several can publish
 * in one test. Its connection data is `name=…`.
 *
 * @throws the client's own error
 *
 * @example
 * const ada = await joinAs('Ada', { room: 'lobby' })
 * const bob = await joinAs('Bob', { room: 'lobby', role: 'moderator' })
 * bob.session.signal({ type: 'chat', data: 'hello' }, () => {})
 */
export function joinAs(name: string, request: JoinAsRequest): Promise<ConnectedClient> {
  const { testPath } = expect.getState()
  return joinSandboxAs(sandbox, testPath ?? import.meta.url, name, request)
}

afterEach(() => sandbox.reset())
