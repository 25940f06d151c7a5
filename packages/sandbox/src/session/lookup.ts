import type { Connection } from './connection.ts'
import type { Session } from './session.ts'
import type { Stream } from './stream.ts'

/** Something that a client or a server SDK named is not in the session. Each wire has its own words for it. */
export class NotInSession extends Error {
  override readonly name = 'NotInSession'
  readonly missing: 'clients' | 'connection' | 'stream' | 'channel' | 'subscriber'

  constructor(missing: NotInSession['missing'], message: string) {
    super(message)
    this.missing = missing
  }
}

/** @throws {NotInSession} `connection` */
export function requireConnection(session: Session, id: string | undefined): Connection {
  const connection = session.connections.get(id ?? '')
  if (connection) return connection
  throw new NotInSession('connection', 'The connection is not in the session, or it has left')
}

/**
 * A stream of the session; also one that its client is still publishing.
 *
 * @throws {NotInSession} `stream`
 */
export function requireOwnStream(session: Session, id: string | undefined): Stream {
  return session.publishing.get(id ?? '') ?? requireStream(session, id)
}

/** @throws {NotInSession} `stream` */
export function requireStream(session: Session, id: string | undefined): Stream {
  const stream = session.streams.get(id ?? '')
  if (stream) return stream
  throw new NotInSession('stream', 'The stream is not in the session, or it has ended')
}
