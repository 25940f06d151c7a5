import { toUuid } from '../random.ts'
import type { World } from '../world.ts'
import { readJsonObject } from './json-body.ts'
import { type PathParameters, requireClients, requireConnection, requireSession } from './live-session.ts'
import { Refusal } from './refusal.ts'
import { respond } from './render.ts'

/** The longest type and data of a signal, in bytes (rest-v2 facts §4). */
const LONGEST_TYPE = 128
const LONGEST_DATA = 8 * 1024

const encoder = new TextEncoder()

/** `POST …/signal`: to everybody. Clients see that it comes from nobody. */
export async function signalAll(world: World, request: Request, path: PathParameters): Promise<Response> {
  const id = toUuid(world.random(16))
  const named = await requireSession(world, request, path)
  const content = readSignal(await readJsonObject(request))
  requireClients(named).signal(id, content)
  return respond(204, null)
}

/** `POST …/connection/{id}/signal`: to one client. */
export async function signalOne(world: World, request: Request, path: PathParameters): Promise<Response> {
  const id = toUuid(world.random(16))
  const named = await requireSession(world, request, path)
  const content = readSignal(await readJsonObject(request))
  const to = requireConnection(named, path.connection)
  requireClients(named).signal(id, content, { to })
  return respond(204, null)
}

/** What REST does with a type that the browser client would refuse is not known: it passes here. */
function readSignal({ type, data }: Record<string, unknown>): { type?: string; data: string } {
  if (type !== undefined && type !== null && typeof type !== 'string') {
    throw new Refusal(400, 'Invalid type', 'The type of a signal must be text')
  }
  if (typeof data !== 'string') {
    const message = "Signal payload 'data' must be set"
    throw new Refusal(400, message, 'The data of a signal must be text, if empty', { code: 15202 })
  }
  if (encoder.encode(type ?? '').length > LONGEST_TYPE || encoder.encode(data).length > LONGEST_DATA) {
    const hint = `A signal's type has at most ${LONGEST_TYPE} bytes, and its data ${LONGEST_DATA}`
    throw new Refusal(413, 'Unknown error', hint, { code: -99, description: 'An unknown error occurred' })
  }
  return { ...(type ? { type } : {}), data }
}
