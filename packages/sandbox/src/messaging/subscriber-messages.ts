import { Refusal } from '../refusal.ts'
import { NotInSession } from '../session/lookup.ts'
import type { MediaEnd, MediaSignal } from '../session/media-signal.ts'
import type { Stream, Subscriber } from '../session/stream.ts'
import { type Exchange, type MessageHandler, requirePermission } from './exchange.ts'
import { ownedSubscriberId } from './session-address.ts'
import { requireMemberAndOwnStream, requireMemberAndStream } from './stream-messages.ts'

/** How often one client may subscribe to one stream at once; a page does it once. */
const MOST_SUBSCRIPTIONS = 100

/** What a browser is told: the client shows the reason of a refusal to the app. */
const NO_MEDIA =
  'This stream is of a simulated participant, whose picture and sound the sandbox cannot send to a browser from within a page. Run "npx opentok-sandbox", or use fake media in vitest'

/** `subscribe()` (messaging facts §6.2). */
export const createSubscriber: MessageHandler = (exchange) => {
  const { session, connection, stream } = requireMemberAndStream(exchange)
  requirePermission(connection, 'subscribe')
  const id = exchange.message.parameters.get('subscriber') ?? ''
  if (id === '' || ownedSubscriberId(id) !== undefined || stream.subscribers.has(id)) {
    throw new Refusal(409, 'subscriberExists', 'The subscriber ID belongs to another subscription')
  }
  const own = [...stream.subscribers.values()].filter((subscriber) => subscriber.connection === connection)
  if (own.length >= MOST_SUBSCRIPTIONS) {
    throw new Refusal(
      409,
      'streamLimitExceeded',
      `A client can subscribe ${MOST_SUBSCRIPTIONS} times to a stream`,
    )
  }
  const { plays } = exchange.context.media
  if (stream.owner.simulated && !connection.takesFakeMedia && !plays)
    throw new Refusal(501, NO_MEDIA, NO_MEDIA)
  exchange.accept({ content: { iceServers: exchange.context.media.iceServers } })
  const wants = readAllWants(exchange.message.content.channel)
  session.subscribe({ id, stream, connection, wants }, exchange.cause)
}

/** `unsubscribe()`. */
export const deleteSubscriber: MessageHandler = (exchange) => {
  const { session, subscriber } = requireOwnSubscription(exchange)
  exchange.accept()
  session.unsubscribe(subscriber, exchange.cause)
}

/** The most channels of a subscription; a stream has three. */
const MOST_CHANNELS = 16

/** `subscribeToAudio()`, `setPreferredResolution()`: a media server sends no more than is wanted (media facts §2.4). */
export const updateSubscriberChannel: MessageHandler = (exchange) => {
  const { session, subscriber } = requireOwnSubscription(exchange)
  const { parameters, content } = exchange.message
  exchange.accept()
  const channelId = parameters.get('channel') ?? ''
  if (subscriber.wants.size >= MOST_CHANNELS && !subscriber.wants.has(channelId)) return
  session.updateSubscription(subscriber, channelId, readWants(content), exchange.cause)
}

/** What a subscriber can want of a channel, by the names of the wire. */
const WANTS = ['active', 'preferredWidth', 'preferredHeight', 'preferredFrameRate', 'restrictFrameRate']

function readWants(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    WANTS.map((name) => [name, content[name]]).filter(
      ([, value]) => typeof value === 'boolean' || typeof value === 'number',
    ),
  )
}

function readAllWants(channels: unknown): Map<string, Record<string, unknown>> {
  if (!Array.isArray(channels)) return new Map()
  const objects = channels.slice(0, MOST_CHANNELS).filter((one) => typeof one === 'object' && one !== null)
  return new Map(objects.map((one) => [String(one.id).slice(0, 64), readWants(one)]))
}

/** An offer, an answer or a candidate between a publisher and the media server (messaging facts §6.4). */
export const negotiateStream: MessageHandler = (exchange) => {
  const { session, connection, stream } = requireMemberAndOwnStream(exchange)
  if (stream.owner !== connection) {
    throw new Refusal(403, 'permissionDenied', 'The stream belongs to another client')
  }
  const { method, content } = exchange.message
  exchange.accept()
  const signal = { method: method as MediaSignal['method'], content }
  session.receiveMediaSignal({ leg: { stream }, signal, from: 'owner' }, exchange.cause)
}

/** An offer, an answer or a candidate of either end of a subscription (messaging facts §6.3). */
export const negotiate: MessageHandler = (exchange) => {
  const { session, subscriber, end } = requireSubscriber(exchange)
  if (end === undefined) {
    throw new Refusal(403, 'permissionDenied', 'The subscription is between two other clients')
  }
  const { method, content } = exchange.message
  exchange.accept()
  const signal = { method: method as MediaSignal['method'], content }
  session.receiveMediaSignal(
    { leg: { stream: subscriber.stream, subscriber }, signal, from: end },
    exchange.cause,
  )
}

function requireOwnSubscription(exchange: Exchange) {
  const { session, connection, subscriber } = requireSubscriber(exchange)
  if (subscriber.connection === connection) return { session, subscriber }
  throw new Refusal(403, 'permissionDenied', 'The subscription belongs to another client')
}

/** The subscription that a message names, and which end of it the client is; `undefined` if it is not one. */
function requireSubscriber(exchange: Exchange) {
  const { session, connection, stream } = requireMemberAndStream(exchange)
  const id = exchange.message.parameters.get('subscriber') ?? ''
  const ownedId = ownedSubscriberId(id)
  const subscriber = findSubscriber(stream, ownedId ?? id)
  return { session, connection, subscriber, end: endOf(subscriber, connection, ownedId !== undefined) }
}

function endOf({ stream, connection }: Subscriber, client: object, asOwner: boolean): MediaEnd | undefined {
  if (client === connection && !asOwner) return 'subscriber'
  return client === stream.owner ? 'owner' : undefined
}

function findSubscriber(stream: Stream, id: string): Subscriber {
  const subscriber = stream.subscribers.get(id)
  if (subscriber) return subscriber
  throw new NotInSession('subscriber', 'The stream does not have the subscriber')
}
