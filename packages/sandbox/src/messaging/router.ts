import { createConnection, deleteConnection } from './connection-messages.ts'
import { type MessageHandler, Refused } from './exchange.ts'
import { signalConnection, signalSession } from './signal-messages.ts'

/** Every message that clients may send, by method and resource (messaging facts §3.1). */
const handlers: ReadonlyMap<string, MessageHandler> = new Map([
  ['create connection', createConnection],
  ['delete connection', deleteConnection],
  ['signal signal', signalSession],
  ['signal connection/signal', signalConnection],
])

/** Hands a message to its handler. */
export const routeMessage: MessageHandler = (exchange) => {
  const { method, resource } = exchange.message
  const handler = handlers.get(`${method} ${resource}`)
  if (handler) return handler(exchange)
  throw new Refused(
    404,
    'notFound',
    `The sandbox does not know the message "${method.slice(0, 40)} ${resource.slice(0, 80)}"`,
  )
}
