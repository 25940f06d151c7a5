import {
  type Exchange,
  type MessageHandler,
  Refused,
  requireConnection,
  requirePermission,
  requirePlace,
} from './exchange.ts'

/** The longest type, in characters, and the longest data, in those of its JSON (messaging facts §6.6). */
const LONGEST_TYPE = 128
const LONGEST_DATA = 8192

/** `signal()` to everybody in the session, its sender included. */
export const signalSession: MessageHandler = (exchange) => {
  const { session, connection, id, content } = readSignal(exchange)
  exchange.accept()
  session.signal(id, content, { from: connection })
}

/** `signal({ to })`: to one connection alone. */
export const signalConnection: MessageHandler = (exchange) => {
  const { session, connection, id, content } = readSignal(exchange)
  const target = requireConnection(session, exchange.message)
  exchange.accept()
  session.signal(id, content, { from: connection, to: target })
}

function readSignal(exchange: Exchange) {
  const { session, connection } = requirePlace(exchange)
  requirePermission(connection, 'signal')
  const { type, data } = exchange.message.content
  checkType(type)
  // The client warns that data other than text is deprecated, and sends it all the same.
  if (data !== undefined && JSON.stringify(data).length > LONGEST_DATA) {
    throw new Refused(
      413,
      'signalTooLong',
      `The data of a signal has at most ${LONGEST_DATA} characters as JSON`,
    )
  }
  const content = { ...(type ? { type } : {}), ...(data !== undefined && { data }) }
  return { session, connection, id: exchange.message.parameters.get('signal') ?? '', content }
}

function checkType(type: unknown): void {
  if (type === undefined || type === null) return
  if (typeof type !== 'string' || !/^[\w.~-]*$/.test(type)) {
    throw new Refused(400, 'invalidSignal', 'The type of a signal has letters, digits and - . _ ~')
  }
  if (type.length > LONGEST_TYPE) {
    throw new Refused(413, 'signalTooLong', `The type of a signal has at most ${LONGEST_TYPE} characters`)
  }
}
