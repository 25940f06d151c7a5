import { Refusal } from '../refusal.ts'
import { requireStream } from '../session/lookup.ts'
import { readJsonObject } from './json-body.ts'
import { type PathParameters, requireSession } from './live-session.ts'
import { respond } from './render.ts'
import type { RestContext } from './request-record.ts'

/** `POST …/mute`: mutes all but some, those who publish later included, or ends that (rest-v2 facts §2 and §4). */
export async function muteAll(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const session = await requireSession(context, request, path)
  const body = await readJsonObject(request, context)
  const active = readBoolean(body.active)
  session.muteAll(active, readIds(body.excludedStreamIds ?? body.excludedStreams), context.cause)
  return done()
}

/** `POST …/stream/{id}/mute`. */
export async function muteOne(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const session = await requireSession(context, request, path)
  // SDKs send nothing, or an empty object.
  await readJsonObject(request, context)
  session.muteStream(requireStream(session, path.stream), context.cause)
  return done()
}

/** As recorded: 200, labelled JSON, and empty. */
function done(): Response {
  return respond(200, '', 'application/json')
}

/** Ruby sends its booleans as text. */
function readBoolean(value: unknown): boolean {
  if (value === undefined || value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new Refusal(400, 'Invalid active', 'In the body, active must be true or false')
}

function readIds(value: unknown): string[] {
  if (value === undefined || value === null) return []
  const isList = Array.isArray(value) && value.every((id) => typeof id === 'string')
  if (isList) return [...value]
  throw new Refusal(400, 'Invalid excludedStreamIds', 'In the body, excludedStreamIds must be a list of IDs')
}
