import type { FaultPoint } from '../faults/fault-point.ts'
import { Refusal } from '../refusal.ts'
import { suggest } from '../suggest.ts'
import { createConnection, deleteConnection } from './connection-messages.ts'
import type { MessageHandler } from './exchange.ts'
import { disturbMessage } from './message-fault.ts'
import { signalConnection, signalSession } from './signal-messages.ts'
import {
  createStream,
  deleteStream,
  relayData,
  updateChannels,
  updateSession,
  updateStream,
} from './stream-messages.ts'
import {
  createSubscriber,
  deleteSubscriber,
  negotiate,
  negotiateStream,
  updateSubscriberChannel,
} from './subscriber-messages.ts'

/** One kind of message: how it is answered, and where a fault can be injected, if one can. */
export interface MessageRoute {
  fault?: FaultPoint
  handle: MessageHandler
}

/** Every message that clients may send, by method and resource (messaging facts §3.1). */
export const MESSAGE_ROUTES: ReadonlyMap<string, MessageRoute> = new Map<string, MessageRoute>([
  ['create connection', { fault: 'connect', handle: createConnection }],
  ['delete connection', { handle: deleteConnection }],
  ['signal signal', { fault: 'signal', handle: signalSession }],
  ['signal connection/signal', { fault: 'signal', handle: signalConnection }],
  ['create stream', { fault: 'publish', handle: createStream }],
  ['delete stream', { handle: deleteStream }],
  ['update stream', { handle: updateStream }],
  ['update ', { handle: updateSession }],
  ['update stream/channel', { handle: updateChannels }],
  ['data stream/channel/data', { handle: relayData }],
  ['create stream/subscriber', { fault: 'subscribe', handle: createSubscriber }],
  ['delete stream/subscriber', { handle: deleteSubscriber }],
  ['update stream/subscriber/channel', { handle: updateSubscriberChannel }],
  ['offer stream/subscriber', { handle: negotiate }],
  ['answer stream/subscriber', { handle: negotiate }],
  ['pranswer stream/subscriber', { handle: negotiate }],
  ['candidate stream/subscriber', { handle: negotiate }],
  ['offer stream', { handle: negotiateStream }],
  ['answer stream', { handle: negotiateStream }],
  ['candidate stream', { handle: negotiateStream }],
])

/** Hands a message to its handler. */
export const routeMessage: MessageHandler = (exchange) => {
  const { method, resource } = exchange.message
  const route = MESSAGE_ROUTES.get(`${method} ${resource}`)
  if (route === undefined) {
    const message = exchange.context.redact(`${method} ${resource}`).slice(0, 120)
    const guess = suggest(message, [...MESSAGE_ROUTES.keys()])
    throw new Refusal(404, 'notFound', `The sandbox does not know the message "${message}"${guess}`)
  }
  const busy = route.fault && disturbMessage(exchange, route.fault)
  return busy ? busy.then(() => route.handle(exchange)) : route.handle(exchange)
}
