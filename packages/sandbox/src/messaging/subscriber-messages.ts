import {
  type Exchange,
  type MessageHandler,
  Refused,
  requirePermission,
  requirePlace,
  requireStream,
} from './exchange.ts'

/** How often one client may subscribe to one stream at once; a page does it once. */
const MOST_SUBSCRIPTIONS = 100

/** `subscribe()` (messaging facts §6.2). */
export const createSubscriber: MessageHandler = (exchange) => {
  const { session, connection } = requirePlace(exchange)
  requirePermission(connection, 'subscribe')
  const stream = requireStream(session, exchange.message)
  const id = exchange.message.parameters.get('subscriber') ?? ''
  if (id === '' || stream.subscribers.has(id)) {
    throw new Refused(409, 'subscriberExists', 'A client subscribed under an ID that is taken')
  }
  const own = [...stream.subscribers.values()].filter((subscriber) => subscriber.connection === connection)
  if (own.length >= MOST_SUBSCRIPTIONS) {
    throw new Refused(409, 'streamLimitExceeded', 'A client subscribed to one stream too many times')
  }
  exchange.accept({ content: { iceServers: exchange.world.media.iceServers } })
  session.subscribe({ id, stream, connection })
}

/** `unsubscribe()`. */
export const deleteSubscriber: MessageHandler = (exchange) => {
  const { session, connection, subscriber } = requireSubscriber(exchange)
  if (subscriber.connection !== connection) {
    throw new Refused(403, 'permissionDenied', "A client ended another's subscription")
  }
  exchange.accept()
  session.unsubscribe(subscriber)
}

/** `subscribeToAudio()`, `subscribeToVideo()`: in a mesh the client itself stops playing. */
export const updateSubscriberChannel: MessageHandler = (exchange) => {
  requireSubscriber(exchange)
  exchange.accept()
}

/** An offer, an answer or a candidate of either end of a subscription (messaging facts §6.3). */
export const negotiate: MessageHandler = (exchange) => {
  const { session, connection, subscriber } = requireSubscriber(exchange)
  if (connection !== subscriber.connection && connection !== subscriber.stream.owner) {
    throw new Refused(403, 'permissionDenied', "A client negotiated the media of others' subscription")
  }
  const { method, content } = exchange.message
  exchange.accept()
  session.negotiate(subscriber, { method, content, sender: connection })
}

function requireSubscriber(exchange: Exchange) {
  const { session, connection } = requirePlace(exchange)
  const stream = requireStream(session, exchange.message)
  const subscriber = stream.subscribers.get(exchange.message.parameters.get('subscriber') ?? '')
  if (subscriber) return { session, connection, subscriber }
  throw new Refused(404, 'subscriberNotFound', 'A message named a subscriber that the stream has not')
}
