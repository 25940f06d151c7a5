import { type Clock, systemClock } from './clock.ts'
import {
  AbortedError,
  NetworkError,
  OpenTokError,
  ParseError,
  type RequestTarget,
  TimeoutError,
  ValidationError,
} from './errors.ts'
import { harmlessCause } from './harmless-cause.ts'
import { loadOnce } from './load-once.ts'
import { createProjectAuth } from './project-auth.ts'
import type { ProjectIdentity } from './project-options.ts'
import { type RandomSource, systemRandom } from './random.ts'
import { redact } from './redact.ts'
import { decodeSessionId } from './session-id.ts'

const loadAnswerReader = loadOnce(() => import('./response.ts'))
const loadRetry = loadOnce(() => import('./retry.ts'))

/** How long a JWT is sent with one request after the other, in milliseconds; it lives for five minutes. */
const AUTH_SERVES = 60_000

/** How requests are sent. */
export interface TransportOptions {
  /** @default the platform's */
  fetch?: typeof globalThis.fetch | undefined
  /** The most milliseconds from the call to its whole answer, retries included. @default 20000 */
  timeout?: number | undefined
  /** How often to try again after a network failure or an overload (HTTP 503). @default 2 */
  retry?: number | undefined
  /** @default the machine's */
  clock?: Clock | undefined
  /** @default the platform's cryptographic generator */
  random?: RandomSource | undefined
}

/** `POST /session/create`, as a function of its form. */
export class SessionEndpoint {
  readonly #project: ProjectIdentity
  readonly #timeout: number
  readonly #clock: Clock
  readonly #random: RandomSource
  #auth: { madeAt: number; jwt: Promise<string> } | undefined
  readonly #fetch: typeof globalThis.fetch
  readonly #retry: number

  /** @throws {ValidationError} if an option is wrong */
  constructor(project: ProjectIdentity, options: TransportOptions) {
    this.#project = project
    if (options.fetch !== undefined && typeof options.fetch !== 'function') {
      throw new ValidationError('fetch', 'must be a function')
    }
    this.#timeout = readNumber('timeout', options.timeout ?? 20_000, { min: 1, max: 2 ** 31 - 1 })
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? systemRandom
    // Looked up at each call, so that a mock installed later is used.
    this.#fetch = options.fetch ?? ((...input) => globalThis.fetch(...input))
    this.#retry = readNumber('retry', options.retry ?? 2, { min: 0, max: 100 })
  }

  /**
   * Creates a session, and gives its ID.
   *
   * @throws {AuthenticationError} | {@link RequestError} in one of its other kinds
   */
  async create(form: URLSearchParams, signal?: AbortSignal): Promise<string> {
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new ValidationError('signal', 'must be an AbortSignal')
    }
    const target = { method: 'POST', url: `${this.#project.apiUrl}/session/create` }
    const sessionId = await this.#withDeadline(target, signal, async (deadline) => {
      // The code that reads the answer is loaded while the answer is on its way, and not with the app.
      const [response, { readSessionAnswer }] = await Promise.all([
        this.#post(target, form, deadline),
        loadAnswerReader(),
      ])
      return readSessionAnswer(response, { target, signal: deadline, hide: this.#hide })
    })
    const foreign = describeForeign(sessionId, this.#project.apiKey)
    if (foreign) throw new ParseError(`The session ID of the answer cannot be used: ${foreign}`, target, 200)
    return sessionId
  }

  /** Takes the secret and any token out of what somebody else wrote. */
  readonly #hide = (text: string): string => redact(text.replaceAll(this.#project.apiSecret, '[secret]'))

  /**
   * Signing takes as long as much of the rest of a request, so one JWT serves for a while. Calls made at the same time wait
   * for the same signature, and go on in the order in which they were made.
   */
  #recentAuth(): Promise<string> {
    const now = this.#clock.now()
    const recent = this.#auth
    if (recent && now >= recent.madeAt && now < recent.madeAt + AUTH_SERVES) return recent.jwt
    const { apiKey, apiSecret } = this.#project
    const auth = { madeAt: now, jwt: createProjectAuth(apiKey, apiSecret, { clock: this.#clock }) }
    this.#auth = auth
    auth.jwt.catch(() => {
      if (this.#auth === auth) this.#auth = undefined
    })
    return auth.jwt
  }

  async #post(target: RequestTarget, body: URLSearchParams, signal: AbortSignal): Promise<Response> {
    const send = async (auth: string) => {
      const headers = { Accept: 'text/xml, application/xml', 'X-OPENTOK-AUTH': auth }
      const init = { method: 'POST', headers, body, redirect: 'manual', signal } as const
      const response: Response | undefined = await this.#fetch(target.url, init)
      // By its shape: an injected `fetch` may have its own Response class.
      if (typeof response?.status === 'number' && response.type !== 'error') return response
      // `Response.error()` is how a mock says that there is no network, in a page that a service worker serves.
      throw new TypeError('fetch gave no answer')
    }
    const first = send(await this.#recentAuth())
    try {
      const response = await first
      if (response.status !== 503 || this.#retry === 0) return response
    } catch (error) {
      if (this.#retry === 0 || signal.aborted) throw this.#describe(error, target)
    }
    try {
      const { retry } = await loadRetry()
      const { apiKey, apiSecret } = this.#project
      const chance = { clock: this.#clock, random: this.#random }
      // The JWT of the first attempt could have expired, or be what is wrong.
      const again = async () => send(await createProjectAuth(apiKey, apiSecret, chance))
      return await retry(() => first, { url: target.url, limit: this.#retry, signal, send: again })
    } catch (error) {
      throw this.#describe(error, target)
    }
  }

  #describe(error: unknown, target: RequestTarget): NetworkError {
    return new NetworkError(target, { cause: harmlessCause(error, this.#hide) })
  }

  async #withDeadline<T>(
    target: RequestTarget,
    signal: AbortSignal | undefined,
    work: (deadline: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const late = new AbortController()
    const cancelTimeout = this.#clock.setTimeout(() => late.abort(), this.#timeout)
    const deadline = signal ? AbortSignal.any([signal, late.signal]) : late.signal
    // An injected `fetch` may ignore its signal, so the deadline races with it.
    const { promise: expired, reject } = withReject()
    const expire = () => reject(deadline.reason)
    deadline.addEventListener('abort', expire)
    try {
      signal?.throwIfAborted()
      return await Promise.race([work(deadline), expired])
    } catch (error) {
      if (error instanceof OpenTokError && error.code !== 'network') throw error
      if (signal?.aborted) throw new AbortedError(target, { cause: signal.reason })
      if (late.signal.aborted) throw new TimeoutError(this.#timeout, target)
      throw error
    } finally {
      deadline.removeEventListener('abort', expire)
      cancelTimeout()
    }
  }
}

/** `Promise.withResolvers`, which Node 20 lacks, as far as it is needed here. */
function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise
  })
  return { promise, reject }
}

/** Why an answered session ID cannot be used with this API key; empty if it can. */
function describeForeign(sessionId: string, apiKey: string): string {
  try {
    const owner = decodeSessionId(sessionId).apiKey
    return owner === apiKey ? '' : `it belongs to the API key ${owner}`
  } catch (error) {
    if (error instanceof OpenTokError) return error.message
    throw error
  }
}

function readNumber(option: string, value: unknown, { min, max }: { min: number; max: number }): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new ValidationError(option, `must be a whole number from ${min} to ${max}`)
  }
  return value
}
