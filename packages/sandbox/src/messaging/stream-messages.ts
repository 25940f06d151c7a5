import { readProperties, updateChannel } from '../session/channel.ts'
import { Stream } from '../session/stream.ts'
import {
  type Exchange,
  type MessageHandler,
  Refused,
  requirePermission,
  requirePlace,
  requireStream,
} from './exchange.ts'

/** How many streams one client may publish at once; no page has nearly as many. */
const MOST_STREAMS = 100

/** `publish()` (messaging facts §6.1). */
export const createStream: MessageHandler = (exchange) => {
  const { session, connection } = requirePlace(exchange)
  requirePermission(connection, 'publish')
  const { message, world } = exchange
  const id = message.parameters.get('stream') ?? ''
  if (session.streams.has(id))
    throw new Refused(409, 'streamExists', 'A client published under the ID of another stream')
  const stream = id ? Stream.read(id, connection, world.clock.now(), message.content) : undefined
  if (stream === undefined) throw new Refused(400, 'invalidStream', 'What a client published is no stream')
  const own = [...session.streams.values()].filter(({ owner }) => owner === connection)
  if (own.length >= MOST_STREAMS) {
    throw new Refused(409, 'streamLimitExceeded', `A client has at most ${MOST_STREAMS} streams`)
  }
  exchange.accept({ content: { iceServers: world.media.iceServers } })
  session.publish(stream)
}

/** `unpublish()` by its owner, `forceUnpublish()` by a moderator. */
export const deleteStream: MessageHandler = (exchange) => {
  const { session, connection } = requirePlace(exchange)
  const stream = requireStream(session, exchange.message)
  const own = stream.owner === connection
  if (!own) requirePermission(connection, 'forceunpublish')
  exchange.accept()
  session.unpublish(stream, own ? 'clientDisconnected' : 'forceUnpublished')
}

/** `forceMuteStream()`: the owner's client mutes its microphone, and says so through its channel. */
export const updateStream: MessageHandler = (exchange) => {
  const { session, connection } = requirePlace(exchange)
  requirePermission(connection, 'forcemute')
  const stream = requireStream(session, exchange.message)
  exchange.accept()
  session.muteStream(stream)
}

/** `forceMuteAll()` and `disableForceMute()`: for all who publish now, and for those to come. */
export const updateSession: MessageHandler = (exchange) => {
  const { session, connection } = requirePlace(exchange)
  requirePermission(connection, 'forcemute')
  const { active, exclusion } = exchange.message.content
  if (typeof active !== 'boolean')
    throw new Refused(400, 'invalidMute', 'A client muted a session neither on nor off')
  exchange.accept()
  session.muteAll(active, Array.isArray(exclusion) ? exclusion : [])
}

/** `publishAudio()`, `publishVideo()`, a turned camera: the owner says what has become of a channel. */
export const updateChannels: MessageHandler = (exchange) => {
  const { session, stream, channel } = requireOwnChannel(exchange)
  exchange.accept()
  const changes = updateChannel(channel, readProperties(exchange.message.content))
  if (Object.keys(changes).length === 0) return
  session.announce('updated', `/stream/${stream.id}/channel/${channel.id}`, changes)
}

/** Captions and the like, for whoever has subscribed to the stream. */
export const relayData: MessageHandler = (exchange) => {
  const { session, stream, channel, connection } = requireOwnChannel(exchange)
  const { content, parameters } = exchange.message
  exchange.accept()
  const uri = `${session.uri}/stream/${stream.id}/channel/${channel.id}/data/${parameters.get('data')}`
  const message = { method: 'data', uri, content, from: connection.id }
  for (const receiver of new Set(
    [...stream.subscribers.values()].map((subscriber) => subscriber.connection),
  )) {
    receiver.mailbox.deliver(message)
  }
}

function requireOwnChannel(exchange: Exchange) {
  const { session, connection } = requirePlace(exchange)
  const stream = requireStream(session, exchange.message)
  if (stream.owner !== connection) {
    throw new Refused(403, 'permissionDenied', "A client spoke for a channel of another's stream")
  }
  const channel = stream.channels.get(exchange.message.parameters.get('channel') ?? '')
  if (channel === undefined)
    throw new Refused(404, 'channelNotFound', 'A message named a channel that the stream has not')
  return { session, connection, stream, channel }
}
