import { admit } from '../auth/admission.ts'
import { takesFakeMedia } from '../media/fake-media.ts'
import { Refusal } from '../refusal.ts'
import { Connection } from '../session/connection.ts'
import { requireConnection } from '../session/lookup.ts'
import type { Session } from '../session/session.ts'
import { type Exchange, type MessageHandler, requireMembership, requirePermission } from './exchange.ts'
import { SERVER_PREFIX } from './session-address.ts'
import { describeState } from './session-state.ts'

/** `connect()`: the client shows its token, and learns who and what is in the session (messaging facts §5). */
export const createConnection: MessageHandler = async (exchange) => {
  const { link, message, headers, context } = exchange
  const id = message.parameters.get('connection') ?? ''
  const sessionId = message.parameters.get('session') ?? ''
  requireNewcomer(exchange, id)
  const creationTime = context.clock.now()
  const token = await admit(context, sessionId, headers.get('X-TB-TOKEN-AUTH') ?? '')
  // Verifying took time, in which the client may have left, or may have been cut off.
  if (link.ended) return
  if (message.parameters.get('partner') !== token.apiKey) {
    throw new Refusal(403, 'notConnected', 'The message names another API key than the token')
  }
  const session = context.sessions.open(sessionId, token.apiKey)
  if (session.connections.has(id)) {
    throw new Refusal(409, 'connectionExists', 'Another client is connected under this connection ID')
  }
  limitPeerToPeer(exchange, session)
  const connection = new Connection(id, token, creationTime, {
    connectionEventsSuppressed: message.content.connectionEventsSuppressed === true,
    simulated: link.simulated,
    takesFakeMedia: takesFakeMedia(message.content.userAgent),
    addressPlace: context.network.locate(link.address),
  })
  const state = describeState(session, connection)
  context.network.situate(session, connection, exchange.cause)
  exchange.join(session, connection)
  // Nothing may come between the two: a foreign `created` before the client has its state would be lost on it.
  exchange.accept(state)
  session.join(connection, exchange.cause)
}

function requireNewcomer({ link }: Exchange, id: string): void {
  if (id === '' || id !== link.uniqueId) {
    throw new Refusal(400, 'invalidConnection', 'The connection ID is not the uniqueId of the CONNECT frame')
  }
  // The server's own messages begin like this, and clients recognize them by it.
  if (id.startsWith(SERVER_PREFIX)) {
    throw new Refusal(400, 'invalidConnection', `A connection ID must not begin with "${SERVER_PREFIX}"`)
  }
  if (link.ended)
    throw new Refusal(403, 'notConnected', 'The client was disconnected, and this is its old socket')
  if (link.membership)
    throw new Refusal(409, 'alreadyConnected', 'The client is already connected over this socket')
}

/**
 * The documentation supports peer-to-peer for at most two clients. A third one works all the same, in a mesh, unless the
 * sandbox is told to be strict.
 */
function limitPeerToPeer({ context }: Exchange, session: Session): void {
  if (session.mediaMode !== 'relayed' || session.connections.size < 2) return
  const hint =
    'A third client connected to a peer-to-peer session, which OpenTok supports for two clients. Create a routed session'
  if (context.media.strictPeerToPeer) throw new Refusal(409, 'connectionLimitExceeded', hint)
  context.log({ level: 'warn', message: hint })
}

/** `forceDisconnect()`. */
export const deleteConnection: MessageHandler = (exchange) => {
  const { session, connection } = requireMembership(exchange)
  requirePermission(connection, 'forcedisconnect')
  const target = requireConnection(session, exchange.message.parameters.get('connection'))
  exchange.accept()
  session.leave(target, 'forceDisconnected', exchange.cause)
}
