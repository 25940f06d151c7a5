import type { World } from '../world.ts'
import { type PathParameters, requireConnection, requireSession } from './live-session.ts'
import { Refusal } from './refusal.ts'
import { json, respond } from './render.ts'

/** `GET …/connection`: the clients of a session, all of them or a page of them (rest-v2 facts §3). */
export async function listConnections(
  world: World,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const { sessionId, apiKey, live } = await requireSession(world, request, path)
  const all = [...(live?.connections.values() ?? [])]
  const query = new URL(request.url).searchParams
  const offset = readCount(query, 'offset') ?? 0
  const page = all.slice(offset, offset + (readCount(query, 'count') ?? all.length))
  return json({
    count: all.length,
    projectId: apiKey,
    applicationId: apiKey,
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
  world: World,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const connection = requireConnection(await requireSession(world, request, path), path.connection)
  connection.mailbox.expel()
  return respond(204, null)
}

function readCount(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Refusal(400, `Invalid ${name}`, `The parameter ${name} must be a whole number`)
}
