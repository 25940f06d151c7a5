// Jest's environment: jsdom, with what it lacks for OpenTok's client, and a sandbox outside of it.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createSandbox } from '@opentok-sandbox/sandbox'
import { setupServer } from 'msw/node'
import { offerDeviceFaults } from '../device-faults.ts'
import { installFakeMedia } from '../fake-media/index.ts'
import { createHandlers } from '../handlers.ts'
import { PASS_OTHERS } from '../pass-others.ts'
import { createWebSocket, type SocketWindow } from './sandbox-web-socket.ts'

/** Where the environment leaves the sandbox for the tests: `@opentok-sandbox/mocks/jest` finds it there. */
const KEY = Symbol.for('@opentok-sandbox/mocks/jest')

/** What Node has and jsdom lacks, of what a browser has. */
const LACKING = [
  'TextDecoder',
  'TextEncoder',
  'fetch',
  'Headers',
  'Request',
  'Response',
  'ReadableStream',
  'structuredClone',
] as const

type JestWindow = typeof globalThis & SocketWindow & { [KEY]?: unknown }

interface JsdomEnvironment {
  global: JestWindow
  setup(): Promise<void>
  teardown(): Promise<void>
}

/** Jest itself loads an environment, as CommonJS or not: nothing may be awaited here. */
function loadJsdom(): new (...parameters: unknown[]) => JsdomEnvironment {
  // Where each package finds its own dependencies only, the project has it and this package may not.
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(from)('jest-environment-jsdom').TestEnvironment
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  throw new Error(
    'The preset @opentok-sandbox/mocks/jest requires Jest’s jsdom: npm install --save-dev jest-environment-jsdom',
  )
}

/** jsdom with a sandbox, whose state is new for each test. */
export default class OpenTokEnvironment extends loadJsdom() {
  readonly #sandbox = createSandbox({ seed: 1 })
  readonly #server = setupServer(...createHandlers(this.#sandbox))
  readonly #ends: (() => void)[] = []

  override async setup(): Promise<void> {
    await super.setup()
    const window = this.global
    for (const name of LACKING) {
      if (window[name] === undefined) Object.assign(window, { [name]: globalThis[name] })
    }
    if (window.crypto?.subtle === undefined) {
      Object.defineProperty(window, 'crypto', { configurable: true, value: globalThis.crypto })
    }
    this.#server.listen(PASS_OTHERS)
    window.WebSocket = createWebSocket(window, this.#sandbox)
    this.#ends.push(installFakeMedia(window), offerDeviceFaults(this.#sandbox.takeDeviceFault))
    window[KEY] = this.#sandbox
  }

  async handleTestEvent({ name }: { name: string }): Promise<void> {
    if (name === 'test_done') await this.#sandbox.reset()
  }

  override async teardown(): Promise<void> {
    // Told by a reset not to come back, clients do not look for a sandbox that is gone.
    await this.#sandbox.reset()
    this.#sandbox.close()
    this.#server.close()
    for (const end of this.#ends) end()
    await super.teardown()
  }
}
