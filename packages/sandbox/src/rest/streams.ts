import type { Stream } from '../session/stream.ts'
import type { World } from '../world.ts'
import { readJsonObject } from './json-body.ts'
import { type PathParameters, requireSession, requireStream } from './live-session.ts'
import { Refusal } from './refusal.ts'
import { json } from './render.ts'

/** `GET …/stream`: the streams of a session, of which one without clients has none (rest-v2 facts §3). */
export async function listStreams(world: World, request: Request, path: PathParameters): Promise<Response> {
  const { live } = await requireSession(world, request, path)
  const items = [...(live?.streams.values() ?? [])].map(describeStream)
  return json({ count: items.length, items })
}

/**
 * `GET …/stream/{id}`. The Node SDK takes an answer for text, and fails at one that is labelled JSON, so to it
 * alone it is not (rest-v2 facts §3).
 */
export async function getStream(world: World, request: Request, path: PathParameters): Promise<Response> {
  const stream = requireStream(await requireSession(world, request, path), path.stream)
  const response = json(describeStream(stream))
  const isNode = request.headers.get('User-Agent')?.startsWith('OpenTok-Node-SDK')
  if (isNode) response.headers.set('Content-Type', 'text/plain')
  return response
}

/** `PUT …/stream`: the layout classes of some streams; the others keep theirs. */
export async function setLayoutClasses(
  world: World,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const named = await requireSession(world, request, path)
  const { items } = await readJsonObject(request)
  if (!Array.isArray(items)) throw invalid('items', 'must be a list of streams')
  const changes = items.map((item: unknown) => {
    const { id, layoutClassList } = Object(item) as Record<string, unknown>
    if (typeof id !== 'string') throw invalid('id', 'must be the ID of a stream')
    return { stream: requireStream(named, id), classes: readClasses(layoutClassList) }
  })
  // All of them, or none.
  for (const { stream, classes } of changes) stream.layoutClassList = classes
  return json({ count: changes.length, items: changes.map(({ stream }) => describeStream(stream)) })
}

/** `PUT …/stream/{id}`, as the PHP SDK has it. */
export async function setStreamLayoutClasses(
  world: World,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const stream = requireStream(await requireSession(world, request, path), path.stream)
  const { layoutClassList } = await readJsonObject(request)
  stream.layoutClassList = readClasses(layoutClassList)
  return json(describeStream(stream))
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
