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

/** One kind of message: what it is, and what it can be made to fail as, if it can. */
export interface MessageRoute {
  name: string
  failing?: Failing
  handle: MessageHandler
}

/** Every message that clients may send, by method and resource (messaging facts §3.1). */
export const MESSAGE_ROUTES: ReadonlyMap<string, MessageRoute> = new Map<string, MessageRoute>([
  ['create connection', { name: 'connect()', failing: 'connect', handle: createConnection }],
  ['delete connection', { name: 'forceDisconnect()', handle: deleteConnection }],
  ['signal signal', { name: 'signal() to all', failing: 'signal', handle: signalSession }],
  ['signal connection/signal', { name: 'signal() to one', failing: 'signal', handle: signalConnection }],
  ['create stream', { name: 'publish()', failing: 'publish', handle: createStream }],
  ['delete stream', { name: 'unpublish(), forceUnpublish()', handle: deleteStream }],
  ['update stream', { name: 'forceMuteStream()', handle: updateStream }],
  ['update ', { name: 'forceMuteAll(), disableForceMute()', handle: updateSession }],
  ['update stream/channel', { name: 'publishAudio(), publishVideo(), dimensions', handle: updateChannels }],
  ['data stream/channel/data', { name: 'captions and sender statistics', handle: relayData }],
  ['create stream/subscriber', { name: 'subscribe()', failing: 'subscribe', handle: createSubscriber }],
  ['delete stream/subscriber', { name: 'unsubscribe()', handle: deleteSubscriber }],
  [
    'update stream/subscriber/channel',
    { name: 'subscribeToAudio(), subscribeToVideo()', handle: updateSubscriberChannel },
  ],
  ['offer stream/subscriber', { name: 'media: offer', handle: negotiate }],
  ['answer stream/subscriber', { name: 'media: answer', handle: negotiate }],
  ['pranswer stream/subscriber', { name: 'media: provisional answer', handle: negotiate }],
  ['candidate stream/subscriber', { name: 'media: candidate', handle: negotiate }],
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
