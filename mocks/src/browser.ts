import { createSandbox, LOGGING_HOST, type Sandbox, type SandboxData } from '@opentok-sandbox/sandbox'
import { type SetupWorker, setupWorker } from 'msw/browser'
import { assertClientNotLoaded } from './client-loaded.ts'
import { createHandlers } from './handlers.ts'
import { PASS_OTHERS } from './pass-others.ts'
import { openRemoteSandbox } from './remote-sandbox.ts'
import type { TabSandbox } from './tab-sandbox.ts'

/** Options of {@link startSandbox}; those of the sandbox itself are plain data, since it lives in a worker. */
export interface BrowserSandboxOptions extends SandboxData {
  /**
   * The MSW worker of your app, if it has one: the sandbox adds its handlers with `use()`, and you start the worker. Start
   * it before `@opentok/client` is loaded, and add {@link BrowserSandbox.handlers} again after `resetHandlers()`.
   * @default the sandbox's own worker, started here
   */
  worker?: Pick<SetupWorker, 'use'> | undefined
  /**
   * Where MSW's worker script is served. @default `mockServiceWorker.js` at the base of the app, where the
   * Vite plugin `opentokWorker()` puts it
   */
  workerUrl?: string | undefined
}

/** A sandbox that answers in this page. */
export interface BrowserSandbox extends Sandbox {
  /** Whether the tabs of this browser share it. Where there is no SharedWorker, each tab has its own sandbox. */
  readonly shared: boolean
  /** Its MSW handlers, to be added again after `worker.resetHandlers()`. */
  readonly handlers: ReturnType<typeof createHandlers>
}

let started: Promise<BrowserSandbox> | undefined

/**
 * Makes a sandbox answer instead of OpenTok in this page, with MSW's service worker. All tabs of the browser share it.
 * Another call gives the same one.
 *
 * @throws {ClientLoadedTooEarly} if `@opentok/client` has been loaded before
 * @throws {TypeError} if an option is wrong
 * @throws {Error} if service workers are not available, or a worker's script is not served
 *
 * @example
 * await startSandbox()
 * const { default: OT } = await import('@opentok/client')
 */
export function startSandbox(options: BrowserSandboxOptions = {}): Promise<BrowserSandbox> {
  started ??= start(options).catch((error) => {
    started = undefined
    throw error
  })
  return started
}

async function start({ worker, workerUrl, ...data }: BrowserSandboxOptions): Promise<BrowserSandbox> {
  assertClientNotLoaded("Await startSandbox() first, and only then await import('@opentok/client').")
  keepLogsHere()
  const shared = typeof SharedWorker !== 'undefined'
  const sandbox: TabSandbox = shared ? await openShared(data) : createSandbox(data)
  const handlers = createHandlers(sandbox)
  if (worker) worker.use(...handlers)
  else await startWorker(setupWorker(...handlers), workerUrl)
  return { ...sandbox, shared, handlers }
}

/**
 * The client logs while its page closes, when MSW's worker no longer answers that page. At an address that cannot exist,
 * those last lines go nowhere instead of to OpenTok.
 */
function keepLogsHere(): void {
  const scope = globalThis as { OTProperties?: { loggingURL?: string } }
  scope.OTProperties = { loggingURL: `https://${LOGGING_HOST}/prod`, ...scope.OTProperties }
}

/** How long a shared worker may take to answer, in milliseconds, and how often one is asked. */
const ANSWER_WITHIN = 3000
const ATTEMPTS = 3

async function openShared(options: SandboxData): Promise<TabSandbox> {
  const lock = `opentok-sandbox tab ${crypto.randomUUID()}`
  await new Promise<void>((held) => {
    void navigator.locks.request(lock, () => {
      held()
      return new Promise(() => {})
    })
  })
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const sandbox = await askWorker(lock, options)
    if (sandbox) return sandbox
  }
  throw new Error(
    "The sandbox's shared worker does not answer. Close all tabs of this page, and open it again",
  )
}

/**
 * @returns `undefined` if no answer comes: a worker that ends with its last page may accept the
 *   connection of the next page, and end before it answers
 */
async function askWorker(lock: string, options: SandboxData): Promise<TabSandbox | undefined> {
  // With the package's version in its name, a page with new code is not answered by an old worker. Bundlers
  // look for this very form, with nothing in it that they would have to run.
  const worker = new SharedWorker(new URL('./shared-sandbox.js', import.meta.url), {
    type: 'module',
    name: 'opentok-sandbox 0.2.0',
  })
  return new Promise((resolve, reject) => {
    worker.onerror = () =>
      reject(new Error("The sandbox's shared worker could not be loaded. Is its script served?"))
    const timer = setTimeout(() => {
      worker.port.close()
      resolve(undefined)
    }, ANSWER_WITHIN)
    openRemoteSandbox(worker.port, lock, options)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

async function startWorker(worker: SetupWorker, workerUrl: string | undefined): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    throw new Error('The sandbox requires service workers. Open the page over https, or as http://localhost')
  }
  const { env } = import.meta as { env?: { BASE_URL?: string } }
  const url = workerUrl ?? `${env?.BASE_URL ?? '/'}mockServiceWorker.js`
  await worker.start({ serviceWorker: { url }, ...PASS_OTHERS, quiet: true })
}
