import type { Context } from '../context.ts'
import { toUuid } from '../random.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session/session.ts'
import { readSessionId } from '../session/session-id.ts'
import { authenticateProject } from './authenticate.ts'
import { Fields } from './fields.ts'
import type { RestContext } from './request-record.ts'

const NOBODY = 'Not found. No clients are actively connected to the OpenTok session.'

/**
 * The session that a service is to begin in; it is named in the body.
 *
 * @throws {Refusal} 400 for a text that is not a session ID, 404 for the session of another project
 */
export function readServiceSession(context: Context, apiKey: string, fields: Fields): Session {
  const sessionId = fields.text('sessionId')
  if (sessionId === undefined) throw fields.invalid('sessionId', 'is required')
  const named = readSessionId(sessionId)
  if (named === undefined) throw fields.invalid('sessionId', 'is not a session ID. Was it copied completely?')
  if (named.apiKey !== apiKey) throw notFound('The session belongs to another project than the JWT')
  return context.sessions.refer(sessionId, apiKey)
}

/**
 * What every request that begins a service has: a project, a JSON body, and the session that is named in it.
 *
 * @throws {Refusal} 403 | 400 | 404, in this order
 */
export async function readServiceRequest(
  context: RestContext,
  request: Request,
  apiKey: string,
): Promise<{ fields: Fields; session: Session }> {
  await authenticateProject(context, request, apiKey)
  const fields = await Fields.read(request, context)
  const session = readServiceSession(context, apiKey, fields)
  context.record.session = session.id
  return { fields, session }
}

/** The IDs of a service, of its connection and of its stream. */
export function drawGuestIds({ random }: Pick<Context, 'random'>) {
  const draw = () => toUuid(random(16))
  return { service: draw(), connection: draw(), stream: draw() }
}

/** What only a routed session can have. */
export interface RoutedService {
  /** The service's own words for the refusal. */
  message: string
  code?: number | undefined
}

/** @throws {Refusal} 409 for a relayed session */
export function requireRouted({ mediaMode }: Session, { message, code = -1 }: RoutedService): void {
  if (mediaMode === 'routed') return
  const hint = 'Create the session with the media mode "routed" (p2p.preference=disabled)'
  throw new Refusal(409, message, hint, { code })
}

/** @throws {Refusal} 404 if no client is in the session */
export function requireOccupied({ connections }: Session): void {
  if (connections.size === 0) throw notFound('No client is connected to the session')
}

function notFound(hint: string): Refusal {
  return new Refusal(404, NOBODY, hint)
}
