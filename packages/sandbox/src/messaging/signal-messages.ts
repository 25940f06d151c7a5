import { Refusal } from '../refusal.ts'
import { requireConnection } from '../session/lookup.ts'
import { type Exchange, type MessageHandler, requireMembership, requirePermission } from './exchange.ts'

/** The longest type, in characters, and the longest data, in those of its JSON (messaging facts §6.6). */
const LONGEST_TYPE = 128
const LONGEST_DATA = 8192

/** `signal()` to everybody in the session, its sender included. */
export const signalSession: MessageHandler = (exchange) => {
  const { session, connection, signalId, content } = readSignal(exchange)
  exchange.accept()
  session.signal({ signalId, content, from: connection }, exchange.cause)
}

/** `signal({ to })`: to one connection. */
export const signalConnection: MessageHandler = (exchange) => {
  const { session, connection, signalId, content } = readSignal(exchange)
  const to = requireConnection(session, exchange.message.parameters.get('connection'))
  exchange.accept()
  session.signal({ signalId, content, from: connection, to }, exchange.cause)
}

function readSignal(exchange: Exchange) {
  const { session, connection } = requireMembership(exchange)
  requirePermission(connection, 'signal')
  const { type, data } = exchange.message.content
  checkType(type)
  // The client warns that data other than text is deprecated, and sends it all the same.
  if (data !== undefined && JSON.stringify(data).length > LONGEST_DATA) {
    const hint = `The data of a signal can have at most ${LONGEST_DATA} characters as JSON`
    throw new Refusal(413, 'signalTooLong', hint)
  }
  const content = { ...(type ? { type } : {}), ...(data !== undefined && { data }) }
  return { session, connection, signalId: exchange.message.parameters.get('signal') ?? '', content }
}

function checkType(type: unknown): void {
  if (type === undefined || type === null) return
  if (typeof type !== 'string' || !/^[\w.~-]*$/.test(type)) {
    throw new Refusal(400, 'invalidSignal', 'The type of a signal can have letters, digits and - . _ ~')
  }
  if (type.length > LONGEST_TYPE) {
    throw new Refusal(
      413,
      'signalTooLong',
      `The type of a signal can have at most ${LONGEST_TYPE} characters`,
    )
  }
}
