import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Connection } from '../session/connection.ts'
import * as lookup from '../session/lookup.ts'
import type { Session } from '../session/session.ts'
import { readSessionId } from '../session/session-id.ts'
import { authenticateProject } from './authenticate.ts'

/** The names in the path of a request, and their values. */
export type PathParameters = Readonly<Record<string, string>>

/** A session that a request of its own project names; `joined` is it once a client has connected to it. */
export interface NamedSession {
  sessionId: string
  apiKey: string
  joined: Session | undefined
}

/**
 * Finds the session of a request below `/v2/project/{key}/session/{id}` (rest-v2 facts §5).
 *
 * @throws {Refusal} 403 for another project's JWT; 400 for a text that is not a session ID; 404 for another's session
 */
export async function nameSession(
  context: Context,
  request: Request,
  { key = '', session = '' }: PathParameters,
): Promise<NamedSession> {
  const { id: apiKey } = await authenticateProject(context, request, key)
  const fields = readSessionId(session)
  if (fields === undefined) {
    throw new Refusal(
      400,
      'Invalid session ID',
      'The URL does not have a session ID. Was it copied completely?',
    )
  }
  if (fields.apiKey !== apiKey) throw notFound('The session belongs to another project than the JWT')
  return { sessionId: session, apiKey, joined: context.sessions.find(session) }
}

/**
 * The session of a request, whether or not a client is in it now.
 *
 * @throws {Refusal} 404 if no client has ever connected to it (platform facts §12, B3)
 */
export async function requireSession(
  context: Context,
  request: Request,
  path: PathParameters,
): Promise<Session> {
  const { joined } = await nameSession(context, request, path)
  if (joined) return joined
  throw new Refusal(404, 'Session not found', 'No client has connected to the session yet')
}

/** @throws {Refusal} 404 if no client is in the session */
export function requireClients({ joined }: NamedSession): Session {
  if (joined && joined.connections.size > 0) return joined
  throw notFound('No client is connected to the session')
}

/** @throws {Refusal} 404 if the connection is not in the session */
export function requireConnection(named: NamedSession, id: string | undefined): Connection {
  return lookup.requireConnection(requireClients(named), id)
}

/** How REST says that something is not in a session. */
export function refuseMissing({ missing, message }: lookup.NotInSession): Refusal {
  return missing === 'stream' ? notFound(message, 'Not found. No stream with this ID.') : notFound(message)
}

function notFound(
  hint: string,
  message = 'Not found. No clients are actively connected to the OpenTok session.',
): Refusal {
  return new Refusal(404, message, hint, { code: 'none', description: 'none' })
}
