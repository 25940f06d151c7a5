import type { Delay } from './delay.ts'
import type { FaultPoint, NetworkFault } from './fault-point.ts'

/** To what a rule is narrowed. In every pattern, `*` stands for any characters. */
export interface FaultScope {
  /** A session ID. */
  session?: string | undefined
  /** A client: its connection ID or its connection data. */
  connection?: string | undefined
  /** The role of its token. */
  role?: string | undefined
  /** The path of a request. */
  path?: string | undefined
  /** The method and the resource of a message: `created stream`, `signal *`, `candidate stream/subscriber`. */
  message?: string | undefined
}

/**
 * A fault on demand. A REST request fails with an HTTP status and body; session info, which OpenTok refuses with HTTP 200,
 * also with the code in its envelope; a message with the STATUS and reason of its answer (messaging facts §1.4, §5 and
 * §6.6); all of them by what the network does. A rule that has only a `delay` lets the rest go on as usual, later.
 *
 * @example
 * await sandbox.fail({ on: 'session.create', status: 503 })
 * await sandbox.fail({ on: 'session.info', code: 409, message: 'Terms of service', times: 3 })
 * await sandbox.fail({ on: 'publish', delay: '2s', where: { connection: 'name=Ada' } })
 * await sandbox.fail({ on: 'rest', status: 429, headers: { 'Retry-After': '5' }, times: 'always', probability: 0.2 })
 */
export interface FaultRule {
  on: FaultPoint
  /** Its name in the catalogue, if it is from there. */
  name?: string | undefined
  /** How often it fires. The browser client tries many things three times. @default 1 */
  times?: number | 'always' | undefined
  /** How likely it is that it fires where it could, from 0 to 1; the sandbox's seed decides. @default 1 */
  probability?: number | undefined
  /** @default everywhere at that point */
  where?: FaultScope | undefined
  /** The HTTP status, or the status of the STATUS frame. @default 500; 200 with a `code` or a `body` */
  status?: number | undefined
  /** The message of the answer, in the form that OpenTok gives its refusals. */
  message?: string | undefined
  /** The code in the envelope of session info. */
  code?: number | undefined
  /** The body of the answer, sent as it is. */
  body?: string | undefined
  /** Headers of the answer, such as `Retry-After` and `Content-Type`. */
  headers?: Readonly<Record<string, string>> | undefined
  /** The reason in a STATUS frame, @default 'internalError'; of a device, the name of its error, @default 'NotAllowedError' */
  reason?: string | undefined
  /** What the network does; `true` is what comes first at that point. @see {@link NETWORK_FAULTS} */
  network?: true | NetworkFault | undefined
  /** How much later everything comes: fixed, between two limits, or lognormal around a median. */
  delay?: Delay | undefined
}

/** A rule, or the name of a fault of the catalogue and what differs from it. */
export type FaultRequest = FaultRule | ({ name: string } & Partial<FaultRule>)

/** A rule that has been read: what its network does is named. */
export type CheckedRule = FaultRule & { network?: NetworkFault | undefined }
