/** Where a fault can be injected. */
export const FAULT_POINTS = [
  'session.create',
  'session.info',
  'config',
  'logging',
  'socket',
  'connect',
  'signal',
  'publish',
  'subscribe',
] as const

/** @see {@link FAULT_POINTS} */
export type FaultPoint = (typeof FAULT_POINTS)[number]

/**
 * A fault on demand. A REST request fails with an HTTP status and body; session info, which OpenTok refuses with HTTP
 * 200, also with the code in its envelope; a message with the STATUS and reason of its answer (messaging facts §1.4, §5
 * and §6.6); a messaging socket is dropped just after it was opened.
 *
 * @example
 * await sandbox.fail({ on: 'session.create', status: 503 })
 * await sandbox.fail({ on: 'session.info', code: 409, message: 'Terms of service', times: 3 })
 * await sandbox.fail({ on: 'connect', status: 409, reason: 'connectionLimitExceeded' })
 * await sandbox.fail({ on: 'session.create', network: true })
 * await sandbox.fail({ on: 'socket', times: 3 })
 */
export interface FaultRule {
  on: FaultPoint
  /** How often it fires. The browser client tries many things three times. @default 1 */
  times?: number | undefined
  /** The HTTP status, or the status of the STATUS frame. @default 500; 200 with a `code` */
  status?: number | undefined
  /** The body of the answer, sent as it is. @default empty */
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

/** A fault that is armed; plain data. */
export interface ArmedFault extends FaultRule {
  id: string
  times: number
  /** How often it has fired. */
  hits: number
}

/** The faults that are armed. One that has fired as often as its rule says is gone. */
export class Faults {
  readonly #armed = new Map<string, ArmedFault>()
  #count = 0

  /** @param rule as {@link readFaultRule} gives it */
  arm(rule: FaultRule): ArmedFault {
    const id = `fault-${++this.#count}`
    const fault = { id, ...rule, times: rule.times ?? 1, hits: 0 }
    this.#armed.set(id, fault)
    return { ...fault }
  }

  list(): ArmedFault[] {
    return [...this.#armed.values()].map((fault) => ({ ...fault }))
  }

  /** @returns whether there was such a fault */
  disarm(id: string): boolean {
    return this.#armed.delete(id)
  }

  /** The fault that is due at this point, if there is one; it counts as having fired. */
  take(on: FaultPoint): FaultRule | undefined {
    for (const fault of this.#armed.values()) {
      if (fault.on !== on) continue
      if (++fault.hits >= fault.times) this.#armed.delete(fault.id)
      return fault
    }
    return undefined
  }

  clear(): void {
    this.#armed.clear()
    this.#count = 0
  }
}

const NAMES = ['on', 'times', 'status', 'body', 'code', 'message', 'reason', 'network']

/** @throws {TypeError} naming what is wrong with a rule */
export function readFaultRule(input: Readonly<Record<string, unknown>>): FaultRule {
  const rule = input as Partial<FaultRule>
  for (const name of Object.keys(input)) {
    if (!NAMES.includes(name))
      throw new TypeError(`${name}: is not part of a fault rule; it has ${NAMES.join(', ')}`)
  }
  if (!FAULT_POINTS.some((point) => point === rule.on)) {
    throw new TypeError(`on: must be one of ${FAULT_POINTS.join(', ')}`)
  }
  const { times = 1, status = 500, code, network } = rule
  if (!Number.isInteger(times) || times < 1) throw new TypeError('times: must be a whole number from 1')
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new TypeError('status: must be 200 to 599')
  if (code !== undefined && !Number.isInteger(code)) throw new TypeError('code: must be a whole number')
  if (network !== undefined && typeof network !== 'boolean')
    throw new TypeError('network: must be true or false')
  for (const name of ['body', 'message', 'reason'] as const) {
    if (!['string', 'undefined'].includes(typeof rule[name])) throw new TypeError(`${name}: must be text`)
  }
  return { ...rule, on: rule.on as FaultPoint }
}
