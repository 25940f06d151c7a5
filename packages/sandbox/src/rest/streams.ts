import { Refusal } from '../refusal.ts'
import { NotInSession, requireStream } from '../session/lookup.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../session/stream.ts'
import { readJsonObject } from './json-body.ts'
import { type PathParameters, requireSession } from './live-session.ts'
import { json } from './render.ts'
import type { RestContext } from './request-record.ts'

/** `GET …/stream`: the streams of a session (rest-v2 facts §3). */
export async function listStreams(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const { streams } = await requireSession(context, request, path)
  const items = [...streams.values()].map(describeStream)
  return json({ count: items.length, items })
}

/**
 * `GET …/stream/{id}`. The Node SDK parses the answer as text, and fails if it is labelled as JSON, so for
 * that SDK it is labelled as text (rest-v2 facts §3).
 */
export async function getStream(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const session = await requireSession(context, request, path)
  const response = json(describeStream(findStream(session, path.stream)))
  const isNode = request.headers.get('User-Agent')?.startsWith('OpenTok-Node-SDK')
  if (isNode) response.headers.set('Content-Type', 'text/plain')
  return response
}

/** `PUT …/stream`: the layout classes of some streams; the others keep theirs. */
export async function setLayoutClasses(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const session = await requireSession(context, request, path)
  const { items } = await readJsonObject(request, context)
  if (!Array.isArray(items)) throw invalid('items', 'must be a list of streams')
  const changes = items.map((item: unknown) => {
    const { id, layoutClassList } = Object(item) as Record<string, unknown>
    if (typeof id !== 'string') throw invalid('id', 'must be the ID of a stream')
    return { stream: requireStream(session, id), classes: readClasses(layoutClassList) }
  })
  // All of them, or none.
  for (const { stream, classes } of changes) session.setLayoutClasses(stream, classes, context.cause)
  return json({ count: changes.length, items: changes.map(({ stream }) => describeStream(stream)) })
}

/** `PUT …/stream/{id}`, which only the PHP SDK has. */
export async function setStreamLayoutClasses(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const session = await requireSession(context, request, path)
  const stream = requireStream(session, path.stream)
  const { layoutClassList } = await readJsonObject(request, context)
  session.setLayoutClasses(stream, readClasses(layoutClassList), context.cause)
  return json(describeStream(stream))
}

/** SDKs know 408 for a stream that is not there, and no 404 (platform facts §12, B4). */
function findStream(session: Session, id: string | undefined): Stream {
  try {
    return requireStream(session, id)
  } catch (error) {
    if (!(error instanceof NotInSession)) throw error
    throw new Refusal(408, 'Not found. No stream with this ID.', error.message, {
      code: 'none',
      description: 'none',
    })
  }
}

function readClasses(value: unknown): string[] {
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string')
  if (isList) return [...value]
  throw invalid('layoutClassList', 'must be a list of class names')
}

function describeStream({ id, videoType = 'camera', name, layoutClassList }: Stream) {
  return { id, videoType, name, layoutClassList }
}

function invalid(name: string, problem: string): Refusal {
  return new Refusal(400, `Invalid ${name}`, `In the body, ${name} ${problem}`)
}
