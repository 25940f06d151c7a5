/** What can be made to fail. */
export const FAILING = [
  'session/create',
  'session-info',
  'config',
  'logging',
  'socket',
  'connect',
  'signal',
  'publish',
  'subscribe',
] as const

/** @see {@link FAILING} */
export type Failing = (typeof FAILING)[number]

/**
 * A failure on demand. A REST request fails by its HTTP status and body; session info, which OpenTok refuses
 * with HTTP 200, by the code in its envelope as well; a message by its STATUS and reason (messaging facts
 * §1.4, §5 and §6.6); a messaging socket by being dropped a moment after it was opened.
 *
 * @example
 * await sandbox.fail({ what: 'session/create', status: 503 })
 * await sandbox.fail({ what: 'session-info', code: 409, message: 'Terms of service', times: 3 })
 * await sandbox.fail({ what: 'connect', status: 409, reason: 'connectionLimitExceeded' })
 * await sandbox.fail({ what: 'session/create', network: true })
 * await sandbox.fail({ what: 'socket', times: 3 })
 */
export interface Failure {
  what: Failing
  /** How often, counted from now. The browser client tries many things three times. @default 1 */
  times?: number | undefined
  /** The HTTP status, or that of the STATUS frame. @default 500; 200 with a `code` */
  status?: number | undefined
  /** The body of the answer, as it is. @default empty */
  body?: string | undefined
  /** The code in the envelope of session info. */
  code?: number | undefined
  /** The message in that envelope. */
  message?: string | undefined
  /** The reason in a STATUS frame. @default 'internalError' */
  reason?: string | undefined
  /** No answer at all: the request fails as it does without a network. */
  network?: boolean | undefined
}

/** The failures that have been asked for and have not happened yet. */
export class Faults {
  readonly #waiting: { failure: Failure; left: number }[] = []

  /** @throws {TypeError} if it cannot be done */
  add(failure: Failure): void {
    const { what, times = 1, status = 500, code, network } = Object(failure) as Failure
    if (!FAILING.includes(what)) throw new TypeError(`what: must be one of ${FAILING.join(', ')}`)
    if (!Number.isInteger(times) || times < 1) throw new TypeError('times: must be a whole number from 1')
    if (!Number.isInteger(status) || status < 200 || status > 599)
      throw new TypeError('status: must be 200 to 599')
    if (code !== undefined && !Number.isInteger(code)) throw new TypeError('code: must be a whole number')
    if (network !== undefined && typeof network !== 'boolean')
      throw new TypeError('network: must be true or false')
    for (const name of ['body', 'message', 'reason'] as const) {
      if (!['string', 'undefined'].includes(typeof failure[name]))
        throw new TypeError(`${name}: must be text`)
    }
    this.#waiting.push({ failure, left: times })
  }

  /** The failure that is due for this, if there is one; it counts as having happened. */
  take(what: Failing): Failure | undefined {
    const index = this.#waiting.findIndex(({ failure }) => failure.what === what)
    const found = this.#waiting[index]
    if (found && --found.left === 0) this.#waiting.splice(index, 1)
    return found?.failure
  }

  clear(): void {
    this.#waiting.length = 0
  }
}
