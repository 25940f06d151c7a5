import { readToken } from '@opentok-sandbox/core'
import type { FaultPoint } from '../faults/fault-point.ts'
import type { CheckedRule } from '../faults/fault-rule.ts'
import type { FaultSubject, FiredFault } from '../faults/faults.ts'
import { readFaultRule } from '../faults/read-fault-rule.ts'
import { Refusal } from '../refusal.ts'
import { renderEnvelope, renderRefusal, respond, wantsJson, withHint } from './render.ts'
import type { RestContext } from './request-record.ts'

/** With this header, a request brings its own fault: a rule as JSON, the name of one, or an HTTP status. */
export const FAULT_HEADER = 'X-OpenTok-Sandbox-Fault'

/** There must be no answer, not even one with CORS headers. */
export class NoAnswer extends Error {}

/** In how many pieces a slow body comes, and how long all of them take where the rule does not say, in milliseconds. */
const SLOW = { pieces: 10, time: 5000 }

/** How often an endless body goes on, and how long a truncated one takes to break, in milliseconds. */
const PAUSE = 100

/** The fault that a request meets: one that it has brought, or else one that is armed. */
export function takeFault(context: RestContext, request: Request, on: FaultPoint): FiredFault | undefined {
  const own = request.headers.get(FAULT_HEADER)
  if (own !== null) {
    return context.faults.fire('header', readHeader(own, on), describeSubject(context, request))
  }
  return context.faults.take(on, () => describeSubject(context, request))
}

/** @throws {Refusal} 400 */
function readHeader(text: string, on: FaultPoint): CheckedRule {
  try {
    const given = /^\d{3}$/.test(text)
      ? { status: Number(text) }
      : text.startsWith('{')
        ? (JSON.parse(text) as Record<string, unknown>)
        : { name: text }
    for (const part of ['times', 'probability', 'where']) {
      if (part in given) throw new TypeError(`${part}: means nothing for one request`)
    }
    const rule = readFaultRule('name' in given ? given : { on, ...given })
    if (rule.on !== on) throw new TypeError(`on: this request is to ${on}`)
    return rule
  } catch (error) {
    const hint = `The header ${FAULT_HEADER} must be a rule as JSON, the name of a fault, or an HTTP status: ${(error as Error).message}`
    throw new Refusal(400, 'Invalid fault', hint)
  }
}

function describeSubject({ record }: RestContext, request: Request): FaultSubject {
  const token = request.headers.get('X-OPENTOK-AUTH') ?? request.headers.get('X-TB-TOKEN-AUTH') ?? ''
  const { session, connection, seq } = record
  const subject = { session, connection, path: new URL(request.url).pathname, cause: seq }
  try {
    // Only to tell whom a rule is narrowed to: nobody is admitted by this.
    const { data, role } = readToken(token)
    return { ...subject, role, connection: connection && { id: connection.id, data } }
  } catch {
    return subject
  }
}

/**
 * Answers as a fault has it.
 *
 * @param answer gives the answer that there would be without the fault
 * @throws {NoAnswer} if there is none
 */
export async function answerWithFault(
  context: RestContext,
  request: Request,
  fault: FiredFault,
  answer: () => Promise<Response>,
): Promise<Response> {
  const { clock, faults } = context
  if (fault.wait > 0 && fault.network !== 'slow') await faults.wait(clock, fault.wait, request.signal)
  if (fault.network === 'reset') throw new NoAnswer('The connection breaks')
  if (fault.network === 'hang') {
    await faults.wait(clock, Number.POSITIVE_INFINITY, request.signal)
    throw new NoAnswer('The sandbox was reset')
  }
  const made = render(request, fault)
  const response = made ?? (await answer())
  for (const [name, value] of Object.entries(fault.headers ?? {})) response.headers.set(name, value)
  response.headers.set(FAULT_HEADER, fault.id)
  if (made) withHint(response, `An injected fault (${fault.id})`)
  return fault.network ? disturb(context, response, fault) : response
}

/** The answer that a rule asks for; `undefined` where it leaves the answer as it is. */
function render(request: Request, fault: CheckedRule): Response | undefined {
  const { code, message, status, body, network, delay, headers } = fault
  if (code !== undefined) return renderEnvelope(code, message ?? '')
  if (message !== undefined) {
    const refusal = new Refusal(status ?? 500, message, '')
    return renderRefusal(refusal, wantsJson(request) || new URL(request.url).pathname.startsWith('/v2/'))
  }
  if (body !== undefined) return respond(status ?? 200, isBodiless(status) ? null : body)
  const isGentle = network !== undefined || delay !== undefined || headers !== undefined
  if (status === undefined && isGentle) return undefined
  return respond(status ?? 500, isBodiless(status) ? null : '')
}

const isBodiless = (status = 200) => [204, 205, 304].includes(status)

/** The body comes in pieces, and not as it should. */
async function disturb(
  { clock, faults }: RestContext,
  response: Response,
  { network, wait }: FiredFault,
): Promise<Response> {
  const { status, headers } = response
  const bytes = new Uint8Array(await response.arrayBuffer())
  const left = new AbortController()
  /** A reset of the sandbox ends the answer. */
  const pause = async (time: number) => {
    if (!(await faults.wait(clock, time, left.signal))) throw new Error('The sandbox was reset')
  }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (network === 'truncated') {
      yield bytes.subarray(0, bytes.length >> 1)
      // What has been written must have left before the connection breaks.
      await pause(PAUSE)
      throw new Error('A fault truncates the answer')
    }
    if (network === 'endless') {
      yield bytes
      for (;;) {
        await pause(PAUSE)
        yield new Uint8Array([0x20])
      }
    }
    const size = Math.max(Math.ceil(bytes.length / SLOW.pieces), 1)
    for (let start = 0; start < bytes.length; start += size) {
      await pause((wait || SLOW.time) / SLOW.pieces)
      yield bytes.subarray(start, start + size)
    }
  }
  const iterator = pieces()
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        controller.error(error)
      }
    },
    cancel: () => left.abort(),
  })
  if (network === 'truncated') headers.set('Content-Length', String(bytes.length))
  return new Response(stream, { status, headers })
}
