import { Refusal } from '../refusal.ts'
import { readProperties } from '../session/channel.ts'
import { NotInSession, requireOwnStream, requireStream } from '../session/lookup.ts'
import { Stream } from '../session/stream.ts'
import { type Exchange, type MessageHandler, requireMembership, requirePermission } from './exchange.ts'

/** How many streams one client may publish at once; no page has nearly as many. */
const MOST_STREAMS = 100

/** `publish()` (messaging facts §6.1). */
export const createStream: MessageHandler = (exchange) => {
  const { session, connection } = requireMembership(exchange)
  requirePermission(connection, 'publish')
  const { message, context } = exchange
  const id = message.parameters.get('stream') ?? ''
  if (session.streams.has(id) || session.publishing.has(id))
    throw new Refusal(409, 'streamExists', 'The stream ID belongs to another stream')
  const stream = id ? Stream.read(id, connection, context.clock.now(), message.content) : undefined
  if (stream === undefined)
    throw new Refusal(400, 'invalidStream', 'The content of the message is not a stream')
  const own = [...session.streams.values(), ...session.publishing.values()].filter(
    ({ owner }) => owner === connection,
  )
  if (own.length >= MOST_STREAMS) {
    throw new Refusal(409, 'streamLimitExceeded', `A client can publish at most ${MOST_STREAMS} streams`)
  }
  exchange.accept({ content: { iceServers: context.media.iceServers } })
  session.publish(stream, exchange.cause)
}

/** `unpublish()` by its owner, `forceUnpublish()` by a moderator. */
export const deleteStream: MessageHandler = (exchange) => {
  const { session, connection, stream } = requireMemberAndOwnStream(exchange)
  const own = stream.owner === connection
  if (!own) requirePermission(connection, 'forceunpublish')
  exchange.accept()
  session.unpublish(stream, own ? 'clientDisconnected' : 'forceUnpublished', exchange.cause)
}

/** `forceMuteStream()`: the owner's client mutes its microphone, and says so through its channel. */
export const updateStream: MessageHandler = (exchange) => {
  const { connection } = requireMembership(exchange)
  requirePermission(connection, 'forcemute')
  const { session, stream } = requireMemberAndStream(exchange)
  exchange.accept()
  session.muteStream(stream, exchange.cause)
}

/** `forceMuteAll()` and `disableForceMute()`: for all streams that are published now, and for those to come. */
export const updateSession: MessageHandler = (exchange) => {
  const { session, connection } = requireMembership(exchange)
  requirePermission(connection, 'forcemute')
  const { active, exclusion } = exchange.message.content
  if (typeof active !== 'boolean')
    throw new Refusal(400, 'invalidMute', 'The content must have active: true or false')
  exchange.accept()
  session.muteAll(active, Array.isArray(exclusion) ? exclusion : [], exchange.cause)
}

/** `publishAudio()`, `publishVideo()`, a rotated camera: the owner says what has become of a channel. */
export const updateChannels: MessageHandler = (exchange) => {
  const { session, stream, channel } = requireOwnChannel(exchange)
  exchange.accept()
  session.updateChannel(stream, channel.id, readProperties(exchange.message.content), exchange.cause)
}

/** Captions, sender statistics and the like, for the clients that subscribe to the stream. */
export const relayData: MessageHandler = (exchange) => {
  const { session, stream, channel } = requireOwnChannel(exchange)
  const { content, parameters } = exchange.message
  exchange.accept()
  const dataId = parameters.get('data') ?? ''
  session.sendData({ stream, channelId: channel.id, dataId, content }, exchange.cause)
}

/** @throws {Refusal} 403, {@link NotInSession} `stream` */
export function requireMemberAndStream(exchange: Exchange) {
  const { session, connection } = requireMembership(exchange)
  return { session, connection, stream: requireStream(session, exchange.message.parameters.get('stream')) }
}

/** The same, for what its owner can do before it is announced. */
export function requireMemberAndOwnStream(exchange: Exchange) {
  const { session, connection } = requireMembership(exchange)
  const id = exchange.message.parameters.get('stream')
  const stream = requireOwnStream(session, id)
  // For all others, it does not exist yet.
  return { session, connection, stream: stream.owner === connection ? stream : requireStream(session, id) }
}

function requireOwnChannel(exchange: Exchange) {
  const { session, connection, stream } = requireMemberAndOwnStream(exchange)
  if (stream.owner !== connection) {
    throw new Refusal(403, 'permissionDenied', 'The stream belongs to another client')
  }
  const channel = stream.channels.get(exchange.message.parameters.get('channel') ?? '')
  if (channel === undefined) throw new NotInSession('channel', 'The stream does not have the channel')
  return { session, stream, channel }
}
