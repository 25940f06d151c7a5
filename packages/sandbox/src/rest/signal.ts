import { toUuid } from '../random.ts'
import { Refusal } from '../refusal.ts'
import { readJsonObject } from './json-body.ts'
import { nameSession, type PathParameters, requireClients, requireConnection } from './live-session.ts'
import { respond } from './render.ts'
import type { RestContext } from './request-record.ts'

/** The longest type and data of a signal, in bytes (rest-v2 facts §4). */
const LONGEST_TYPE = 128
const LONGEST_DATA = 8 * 1024

const encoder = new TextEncoder()

/** `POST …/signal`: to everybody. For clients, such a signal has no sender. */
export async function signalAll(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const signalId = toUuid(context.random(16))
  const named = await nameSession(context, request, path)
  const content = readSignal(await readJsonObject(request, context))
  requireClients(named).signal({ signalId, content }, context.cause)
  return respond(204, null)
}

/** `POST …/connection/{id}/signal`: to one client. */
export async function signalOne(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const signalId = toUuid(context.random(16))
  const named = await nameSession(context, request, path)
  const content = readSignal(await readJsonObject(request, context))
  const to = requireConnection(named, path.connection)
  requireClients(named).signal({ signalId, content, to }, context.cause)
  return respond(204, null)
}

/** Whether REST accepts a type that the browser client refuses is not known; here it does. */
function readSignal({ type, data }: Record<string, unknown>): { type?: string; data: string } {
  if (type !== undefined && type !== null && typeof type !== 'string') {
    throw new Refusal(400, 'Invalid type', 'The type of a signal must be text')
  }
  if (typeof data !== 'string') {
    const message = "Signal payload 'data' must be set"
    throw new Refusal(400, message, 'The data of a signal must be text; it may be empty', { code: 15202 })
  }
  if (encoder.encode(type ?? '').length > LONGEST_TYPE || encoder.encode(data).length > LONGEST_DATA) {
    const hint = `A signal can have a type of at most ${LONGEST_TYPE} bytes, and data of at most ${LONGEST_DATA} bytes`
    throw new Refusal(413, 'Unknown error', hint, { code: -99, description: 'An unknown error occurred' })
  }
  return { ...(type ? { type } : {}), data }
}
