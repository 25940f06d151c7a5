import { admit, NotAdmitted } from '../session/admission.ts'
import { Connection } from '../session/connection.ts'
import type { Session } from '../session/session.ts'
import {
  type Exchange,
  type MessageHandler,
  Refused,
  requireConnection,
  requirePermission,
  requirePlace,
} from './exchange.ts'

/** `connect()`: the client shows its token, and learns who and what is in the session (messaging facts §5). */
export const createConnection: MessageHandler = async (exchange) => {
  const { link, message, headers, world } = exchange
  const id = message.parameters.get('connection') ?? ''
  const sessionId = message.parameters.get('session') ?? ''
  if (id === '' || id !== link.uniqueId) {
    throw new Refused(
      400,
      'invalidConnection',
      'A client connected under another ID than that of its CONNECT frame',
    )
  }
  // So the server's own messages begin, and clients tell them by that.
  if (id.startsWith('symphony.')) {
    throw new Refused(400, 'invalidConnection', 'A connection ID must not begin with "symphony."')
  }
  if (link.ended)
    throw new Refused(403, 'notConnected', 'A client that was disconnected came back over its old socket')
  if (link.place) throw new Refused(409, 'alreadyConnected', 'A client connected twice over one socket')
  const creationTime = world.clock.now()
  const token = await admitOrRefuse(exchange, sessionId, headers.get('X-TB-TOKEN-AUTH') ?? '')
  // Verifying took time, and the client may not have waited.
  if (link.ended) return
  const session = world.sessions.open(sessionId, token.apiKey)
  if (session.connections.has(id)) {
    throw new Refused(409, 'connectionExists', 'A client connected under the ID of another client')
  }
  admitToPair(exchange, session)
  const connection = new Connection(id, token, creationTime, link, {
    knowsNobody: message.content.connectionEventsSuppressed === true,
  })
  const state = session.state(connection)
  link.cancelGrace()
  link.place = { session, connection }
  // Nothing may come between the two: a foreign `created` before the client has its state would be lost on it.
  exchange.accept(state)
  session.join(connection)
  world.log({ level: 'info', message: `${token.role} ${id} connected to ${sessionId}` })
}

async function admitOrRefuse({ world }: Exchange, sessionId: string, token: string) {
  try {
    return await admit(world, sessionId, token)
  } catch (error) {
    if (error instanceof NotAdmitted) throw new Refused(error.status, error.message, error.hint)
    throw error
  }
}

/**
 * The documentation supports peer-to-peer for no more than two clients. A third works all the same, in a
 * mesh, unless the sandbox is told to be strict.
 */
function admitToPair({ world }: Exchange, session: Session): void {
  if (session.mediaMode !== 'relayed' || session.connections.size < 2) return
  const hint =
    'A third client connected to a peer-to-peer session, which is supported for two: create it as routed'
  if (world.media.strictPeerToPeer) throw new Refused(409, 'connectionLimitExceeded', hint)
  world.log({ level: 'warn', message: hint })
}

/** `forceDisconnect()`. */
export const deleteConnection: MessageHandler = (exchange) => {
  const { session, connection } = requirePlace(exchange)
  requirePermission(connection, 'forcedisconnect')
  const target = requireConnection(session, exchange.message)
  exchange.accept()
  target.mailbox.expel()
}
