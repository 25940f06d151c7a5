import ky, { type KyInstance } from 'ky'
import { type Clock, systemClock } from './clock.ts'
import {
  AbortedError,
  NetworkError,
  OpenTokError,
  ParseError,
  type RequestPlace,
  TimeoutError,
  ValidationError,
} from './errors.ts'
import { createProjectAuth } from './project-auth.ts'
import { type RandomSource, systemRandom } from './random.ts'
import { readSessionAnswer } from './response.ts'
import {
  foreignSessionId,
  readSessionOptions,
  Session,
  type SessionOptions,
  toFormFields,
} from './session.ts'
import { generateToken, type TokenOptions } from './token/index.ts'

/** Options of {@link OpenTok}. */
export interface OpenTokOptions {
  /** The project's API key. */
  apiKey: string | number
  /** The project's API secret. It stays in this object, and out of every message. */
  apiSecret: string
  /** @default 'https://api.opentok.com' */
  apiUrl?: string | undefined
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
  /**
   * A secret in a page or a browser's worker is everybody's secret, so the client refuses to be made there.
   * Say `true` where the secret is the sandbox's. @default false
   */
  allowSecretInBrowser?: boolean | undefined
}

/** OpenTok's production API. */
export const OPENTOK_API_URL = 'https://api.opentok.com'

/**
 * The session client: creates sessions and tokens, in Node, browsers and workers alike.
 *
 * @example
 * const opentok = new OpenTok({ apiKey: '123456', apiSecret })
 * const session = await opentok.createSession({ mediaMode: 'routed' })
 * const token = await session.generateToken({ role: 'moderator' })
 */
export class OpenTok {
  readonly apiKey: string
  readonly apiUrl: string
  readonly #apiSecret: string
  readonly #timeout: number
  readonly #clock: Clock
  readonly #random: RandomSource
  readonly #http: KyInstance

  /** @throws {ValidationError} if an option is wrong, or a secret would be shown to a browser */
  constructor(options: OpenTokOptions) {
    this.apiKey = readApiKey(options.apiKey)
    this.#apiSecret = readSecret(options)
    this.apiUrl = readApiUrl(options.apiUrl ?? OPENTOK_API_URL)
    this.#timeout = readNumber('timeout', options.timeout ?? 20_000, { min: 1, max: 2 ** 31 - 1 })
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? systemRandom
    this.#http = ky.create({
      // Looked up at each call, so that a mock installed later is used.
      fetch: options.fetch ?? ((...input) => globalThis.fetch(...input)),
      // One deadline for the answer's head, its body and all retries is kept below.
      timeout: false,
      redirect: 'manual',
      throwHttpErrors: (status) => status === 503,
      retry: {
        limit: readNumber('retry', options.retry ?? 2, { min: 0, max: 100 }),
        methods: ['post'],
        statusCodes: [503],
        afterStatusCodes: [503],
        maxRetryAfter: 5000,
      },
      hooks: {
        // Sent again, the same JWT could have expired meanwhile.
        beforeRetry: [
          async ({ request }) => request.headers.set('X-OPENTOK-AUTH', await this.#projectAuth()),
        ],
      },
    })
  }

  /**
   * Creates a session.
   *
   * @throws {ValidationError} if an option is wrong; nothing is sent then
   * @throws {AuthenticationError} if OpenTok refuses the API key or the secret
   * @throws {RequestError} in one of its other kinds; see {@link OpenTokErrorCode}
   *
   * @example
   * const { sessionId } = await opentok.createSession({ location: '12.34.56.78' })
   */
  async createSession(
    options: SessionOptions = {},
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Session> {
    const properties = readSessionOptions(options)
    const place = { method: 'POST', url: `${this.apiUrl}/session/create` }
    const answer = await this.#withDeadline(place, signal, async (deadline) => {
      const request = {
        body: toFormFields(properties),
        headers: { Accept: 'text/xml, application/xml', 'X-OPENTOK-AUTH': await this.#projectAuth() },
        signal: deadline,
      }
      return readSessionAnswer(await this.#post(place.url, request), place, deadline)
    })
    const foreign = foreignSessionId(answer.sessionId, this.apiKey)
    if (foreign) throw new ParseError(`The session ID of the answer cannot be used: ${foreign}`, place, 200)
    return new Session(answer.sessionId, this.apiKey, properties, (id, tokenOptions) =>
      this.generateToken(id, tokenOptions),
    )
  }

  /**
   * Makes a token with which one client connects to a session. Nothing is sent.
   *
   * @throws {ValidationError} if an option is wrong
   * @throws {SessionIdError} if the session belongs to another API key
   *
   * @example
   * const token = await opentok.generateToken(sessionId, { role: 'subscriber', expiresIn: 3600 })
   */
  generateToken(sessionId: string, options: TokenOptions = {}): Promise<string> {
    const signer = {
      apiKey: this.apiKey,
      apiSecret: this.#apiSecret,
      clock: this.#clock,
      random: this.#random,
    }
    return generateToken(sessionId, options, signer)
  }

  #projectAuth(): Promise<string> {
    return createProjectAuth(this.apiKey, this.#apiSecret, { clock: this.#clock, random: this.#random })
  }

  /** ky throws the last 503 as an error that holds the request; only its response goes on from here. */
  async #post(url: string, options: Parameters<KyInstance['post']>[1]): Promise<Response> {
    try {
      return await this.#http.post(url, options)
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'response' in error)
        return error.response as Response
      throw error
    }
  }

  async #withDeadline<T>(
    place: RequestPlace,
    signal: AbortSignal | undefined,
    work: (deadline: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const late = new AbortController()
    const cancelTimeout = this.#clock.setTimeout(() => late.abort(), this.#timeout)
    const deadline = signal ? AbortSignal.any([signal, late.signal]) : late.signal
    // A `fetch` that was handed in need not heed its signal, so the deadline races with it.
    const { promise: expired, reject } = withReject()
    const expire = () => reject(deadline.reason)
    deadline.addEventListener('abort', expire)
    try {
      signal?.throwIfAborted()
      return await Promise.race([work(deadline), expired])
    } catch (error) {
      if (error instanceof OpenTokError) throw error
      if (signal?.aborted) throw new AbortedError(place, { cause: signal.reason })
      if (late.signal.aborted) throw new TimeoutError(this.#timeout, place)
      throw new NetworkError(place, { cause: error })
    } finally {
      deadline.removeEventListener('abort', expire)
      cancelTimeout()
    }
  }
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise
  })
  return { promise, reject }
}

function readApiKey(apiKey: unknown): string {
  const text = typeof apiKey === 'number' ? String(apiKey) : apiKey
  if (typeof text !== 'string' || !/^(\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text)) {
    throw new ValidationError('apiKey', "must be a project's API key: digits, such as 123456")
  }
  return text
}

function readSecret({ apiSecret, allowSecretInBrowser = false }: OpenTokOptions): string {
  if (typeof apiSecret !== 'string' || apiSecret === '') throw new ValidationError('apiSecret', 'is missing')
  if (!allowSecretInBrowser && isBrowser()) {
    throw new ValidationError(
      'apiSecret',
      'must not be in a browser, where everybody can read it: create sessions on a server, ' +
        "or say allowSecretInBrowser: true if it is a sandbox's secret",
    )
  }
  return apiSecret
}

/** A window's or a worker's scope that is not Node's: a test's happy-dom has a window, and runs in Node. */
function isBrowser(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } }
  return (
    process?.versions?.node === undefined && ('window' in globalThis || 'WorkerGlobalScope' in globalThis)
  )
}

function readApiUrl(apiUrl: unknown): string {
  const url = typeof apiUrl === 'string' && URL.canParse(apiUrl) ? new URL(apiUrl) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new ValidationError(
      'apiUrl',
      'must be an http or https URL without query, such as https://api.opentok.com',
    )
  }
  return url.href.replace(/\/+$/, '')
}

function readNumber(option: string, value: unknown, { min, max }: { min: number; max: number }): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new ValidationError(option, `must be a whole number from ${min} to ${max}`)
  }
  return value
}
