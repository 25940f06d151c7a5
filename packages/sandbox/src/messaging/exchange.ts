import type { Connection } from '../session/connection.ts'
import type { Permission } from '../session/permissions.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../session/stream.ts'
import type { World } from '../world.ts'
import type { Link } from './link.ts'
import type { ClientMessage } from './message.ts'

/** A client's message is refused: its STATUS, the reason in the words of the wire, and what to mend. */
export class Refused extends Error {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, hint: string) {
    super(hint)
    this.status = status
    this.reason = reason
  }
}

/** One message of a client, and all that answering it takes. */
export interface Exchange {
  world: World
  link: Link
  message: ClientMessage
  /** The headers of its frame. */
  headers: ReadonlyMap<string, string>
  /** Answers 200: once, and before anything that the message brings about is told to anybody. */
  accept(body?: object): void
}

/** Answers one kind of message. It either calls `accept` or throws {@link Refused}. */
export type MessageHandler = (exchange: Exchange) => void | Promise<void>

/**
 * The session and the connection that a message comes from.
 *
 * @throws {Refused} if the client is not connected to the session that the message names
 */
export function requirePlace({ link, message }: Exchange): { session: Session; connection: Connection } {
  const { place } = link
  if (place === undefined || message.parameters.get('session') !== place.session.id) {
    throw new Refused(403, 'notConnected', 'A client sent a message to a session that it is not connected to')
  }
  return place
}

/**
 * @throws {Refused} 403 if the connection's role lacks the permission
 */
export function requirePermission(connection: Connection, permission: Permission): void {
  if (connection.may(permission)) return
  const hint = `A client was refused: the role of its token lacks the permission to ${permission}`
  throw new Refused(403, 'permissionDenied', hint)
}

/**
 * The connection that a message names.
 *
 * @throws {Refused} 404 if it is not in the session
 */
export function requireConnection(session: Session, message: ClientMessage): Connection {
  const connection = session.connections.get(message.parameters.get('connection') ?? '')
  if (connection) return connection
  throw new Refused(404, 'connectionNotFound', 'A message named a connection that is not in the session')
}

/**
 * The stream that a message names.
 *
 * @throws {Refused} 404 if it is not in the session
 */
export function requireStream(session: Session, message: ClientMessage): Stream {
  const stream = session.streams.get(message.parameters.get('stream') ?? '')
  if (stream) return stream
  throw new Refused(404, 'streamNotFound', 'A message named a stream that is not in the session')
}
