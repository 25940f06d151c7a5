import {
  type Exchange,
  type MessageHandler,
  Refused,
  requireConnection,
  requirePermission,
  requirePlace,
} from './exchange.ts'

/** The longest type and data of a signal, in characters (messaging facts §6.6). */
const LONGEST_TYPE = 128
const LONGEST_DATA = 8192

/** `signal()` to everybody in the session, its sender included. */
export const signalSession: MessageHandler = (exchange) => {
  const { session, signal } = readSignal(exchange)
  exchange.accept()
  session.broadcast(signal)
}

/** `signal({ to })`: to one connection alone. */
export const signalConnection: MessageHandler = (exchange) => {
  const { session, signal } = readSignal(exchange)
  const target = requireConnection(session, exchange.message)
  exchange.accept()
  target.mailbox.deliver(signal)
}

function readSignal(exchange: Exchange) {
  const { session, connection } = requirePlace(exchange)
  requirePermission(connection, 'signal')
  const { type, data } = exchange.message.content
  for (const [name, value, longest] of [
    ['type', type, LONGEST_TYPE],
    ['data', data, LONGEST_DATA],
  ] as const) {
    if (value === undefined || value === null) continue
    if (typeof value !== 'string')
      throw new Refused(400, 'invalidSignal', `The ${name} of a signal must be text`)
    if (value.length > longest) {
      throw new Refused(413, 'signalTooLong', `The ${name} of a signal has at most ${longest} characters`)
    }
  }
  if (typeof type === 'string' && !/^[\w.~-]*$/.test(type)) {
    throw new Refused(400, 'invalidSignal', 'The type of a signal has letters, digits and - . _ ~')
  }
  const uri = `${session.uri}/signal/${exchange.message.parameters.get('signal')}`
  const content = { ...(typeof type === 'string' && { type }), ...(typeof data === 'string' && { data }) }
  return { session, signal: { method: 'signal', uri, content, from: connection.id } }
}
