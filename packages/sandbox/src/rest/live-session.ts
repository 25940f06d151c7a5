import type { Connection } from '../session/connection.ts'
import { readSessionId, type Session } from '../session/session.ts'
import type { Stream } from '../session/stream.ts'
import type { World } from '../world.ts'
import { authenticateProject } from './authenticate.ts'
import { Refusal } from './refusal.ts'

/** The names in the path of a request, and their values. */
export type PathParameters = Readonly<Record<string, string>>

/** A session that a request of its own project names; `live` is it while clients are in it. */
export interface NamedSession {
  sessionId: string
  apiKey: string
  live: Session | undefined
}

/**
 * Finds the session of a request below `/v2/project/{key}/session/{id}` (rest-v2 facts §5).
 *
 * @throws {Refusal} 403 for another's request; 400 for what is no session ID; 404 for a session of another project
 */
export async function requireSession(
  world: World,
  request: Request,
  { key = '', session = '' }: PathParameters,
): Promise<NamedSession> {
  const { id: apiKey } = await authenticateProject(world, request, key)
  const fields = readSessionId(session)
  if (fields === undefined) {
    throw new Refusal(400, 'Invalid session ID', 'The URL names no session ID: was it copied whole?')
  }
  if (fields.apiKey !== apiKey) {
    throw notFound('The session belongs to another project than the JWT')
  }
  return { sessionId: session, apiKey, live: world.sessions.find(session) }
}

/** @throws {Refusal} 404 if nobody is in the session */
export function requireClients({ live }: NamedSession): Session {
  if (live) return live
  throw notFound('Nobody is connected to the session')
}

/** @throws {Refusal} 404 if the connection is not in the session */
export function requireConnection(named: NamedSession, id: string | undefined): Connection {
  const connection = requireClients(named).connections.get(id ?? '')
  if (connection) return connection
  throw notFound('The connection is not in the session, or not any more')
}

/** @throws {Refusal} 404 if the stream is not in the session; the service's own status is not known */
export function requireStream(named: NamedSession, id: string | undefined): Stream {
  const stream = requireClients(named).streams.get(id ?? '')
  if (stream) return stream
  throw notFound('The stream is not in the session, or not any more', 'Not found. No stream with this ID.')
}

function notFound(
  hint: string,
  message = 'Not found. No clients are actively connected to the OpenTok session.',
): Refusal {
  return new Refusal(404, message, hint, { code: 'none', described: false })
}
