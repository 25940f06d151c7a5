import { isApplicationId } from '../auth/project.ts'
import {
  nameSession,
  type PathParameters,
  requireClients,
  requireConnection,
  requireSession,
} from './live-session.ts'
import { readCount } from './page-of-list.ts'
import { json, respond } from './render.ts'
import type { RestContext } from './request-record.ts'

/** `GET …/connection`: the clients of a session, all of them or a page of them (rest-v2 facts §3). */
export async function listConnections(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const { id: sessionId, apiKey, connections } = await requireSession(context, request, path)
  const all = [...connections.values()]
  const query = new URL(request.url).searchParams
  const offset = readCount(query, 'offset') ?? 0
  const page = all.slice(offset, offset + (readCount(query, 'count') ?? all.length))
  return json({
    count: all.length,
    // Java's SDK refuses any name that it does not know (platform facts §12, B1).
    ...(isApplicationId(apiKey) ? { applicationId: apiKey } : { projectId: apiKey }),
    sessionId,
    items: page.map(({ id, creationTime }) => ({
      connectionId: id,
      createdAt: creationTime,
      connectionState: 'Connected',
    })),
  })
}

/** `DELETE …/connection/{id}`: as a moderator's `forceDisconnect()` (rest-v2 facts §6). */
export async function forceDisconnect(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const named = await nameSession(context, request, path)
  const connection = requireConnection(named, path.connection)
  requireClients(named).leave(connection, 'forceDisconnected', context.cause)
  return respond(204, null)
}
