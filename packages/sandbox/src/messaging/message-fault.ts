import { readToken } from '@opentok-sandbox/core'
import type { FaultPoint } from '../faults/fault-point.ts'
import { Refusal } from '../refusal.ts'
import type { Exchange } from './exchange.ts'

/** There must be no answer to a message. */
export class NoStatus extends Error {}

/**
 * Does to a message of a client what a fault asks for, if one is due.
 *
 * @returns waits for as long as the fault delays the message; `undefined` if there is nothing to wait for
 * @throws {Refusal} | {@link NoStatus}
 */
export function disturbMessage(exchange: Exchange, point: FaultPoint): Promise<void> | undefined {
  const { context, link, message, cause } = exchange
  const fault = context.faults.take(point, () => ({
    session: message.parameters.get('session'),
    message: `${message.method} ${message.resource}`,
    cause: cause.entry,
    ...identify(exchange),
  }))
  if (fault === undefined) return undefined
  const { id, network, status, reason, delay, wait } = fault
  const fail = () => {
    if (network === 'drop') link.peer?.terminate()
    if (network !== undefined) throw new NoStatus(`The network, by ${id}`)
    if (status === undefined && reason === undefined && delay !== undefined) return
    throw new Refusal(status ?? 500, reason ?? 'internalError', `An injected fault (${id})`)
  }
  if (wait > 0) return context.faults.wait(context.clock, wait).then(fail)
  fail()
  return undefined
}

/** The client and its role; of one that is not connected yet, its token tells them, without being verified. */
function identify({ link, headers }: Exchange) {
  const { membership, uniqueId } = link
  if (membership) return { connection: membership.connection, role: membership.connection.role }
  try {
    const { data, role } = readToken(headers.get('X-TB-TOKEN-AUTH') ?? '')
    return { connection: { id: uniqueId, data }, role }
  } catch {
    return { connection: { id: uniqueId, data: '' } }
  }
}
