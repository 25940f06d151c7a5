// A setup file for vitest:
//
//   export default defineConfig({ test: { environment: 'happy-dom', setupFiles: ['@opentok-sandbox/mocks/vitest'] } })
//
// It listens here, at the top level, since a test file's static imports run before any `beforeAll`.

import { afterEach } from 'vitest'
import { type NodeSandbox, startSandbox } from './node.ts'

// A setup file and a test that imports this file may get two copies of it.
const registry = globalThis as { [key: symbol]: Promise<NodeSandbox> | undefined }
const key = Symbol.for('@opentok-sandbox/mocks/vitest')

registry[key] ??= startSandbox({ seed: 1 })

/** The sandbox that answers in this test file. It is reset after each test, to the same seed. */
export const sandbox: NodeSandbox = await registry[key]

afterEach(() => sandbox.reset())
