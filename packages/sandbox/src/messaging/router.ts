import type { Failing } from '../faults.ts'
import { createConnection, deleteConnection } from './connection-messages.ts'
import { type MessageHandler, Refused } from './exchange.ts'
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
  updateSubscriberChannel,
} from './subscriber-messages.ts'

/** One kind of message: how it is answered, and what it can be made to fail as, if it can. */
export interface MessageRoute {
  failing?: Failing
  handle: MessageHandler
}

/** Every message that clients may send, by method and resource (messaging facts §3.1). */
export const MESSAGE_ROUTES: ReadonlyMap<string, MessageRoute> = new Map<string, MessageRoute>([
  ['create connection', { failing: 'connect', handle: createConnection }],
  ['delete connection', { handle: deleteConnection }],
  ['signal signal', { failing: 'signal', handle: signalSession }],
  ['signal connection/signal', { failing: 'signal', handle: signalConnection }],
  ['create stream', { failing: 'publish', handle: createStream }],
  ['delete stream', { handle: deleteStream }],
  ['update stream', { handle: updateStream }],
  ['update ', { handle: updateSession }],
  ['update stream/channel', { handle: updateChannels }],
  ['data stream/channel/data', { handle: relayData }],
  ['create stream/subscriber', { failing: 'subscribe', handle: createSubscriber }],
  ['delete stream/subscriber', { handle: deleteSubscriber }],
  ['update stream/subscriber/channel', { handle: updateSubscriberChannel }],
  ['offer stream/subscriber', { handle: negotiate }],
  ['answer stream/subscriber', { handle: negotiate }],
  ['pranswer stream/subscriber', { handle: negotiate }],
  ['candidate stream/subscriber', { handle: negotiate }],
])

/** Hands a message to its handler. */
export const routeMessage: MessageHandler = (exchange) => {
  const { method, resource } = exchange.message
  const route = MESSAGE_ROUTES.get(`${method} ${resource}`)
  if (route === undefined) {
    const message = `${method} ${resource}`.slice(0, 120)
    throw new Refused(404, 'notFound', `The sandbox does not know the message "${message}"`)
  }
  const failure = route.failing && exchange.world.faults.take(route.failing)
  if (failure)
    throw new Refused(failure.status ?? 500, failure.reason ?? 'internalError', 'A failure was asked for')
  return route.handle(exchange)
}
