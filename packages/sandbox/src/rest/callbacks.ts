import { CALLBACK_EVENTS } from '../callback/callback-settings.ts'
import { toUuid } from '../random.ts'
import { Refusal } from '../refusal.ts'
import { authenticateProject } from './authenticate.ts'
import { Fields } from './fields.ts'
import type { PathParameters } from './live-session.ts'
import { json, respond } from './render.ts'
import type { RestContext } from './request-record.ts'

/** The most bytes of a registration (platform facts §9.1). */
const LONGEST_BODY = 8096

/** `POST …/callback` (platform facts §9.1). */
export async function registerCallback(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const id = toUuid(context.random(16))
  await authenticateProject(context, request, key)
  const fields = await Fields.read(request, context)
  if (JSON.stringify(fields.values).length > LONGEST_BODY)
    throw new Refusal(400, 'Invalid request body', `The body can have at most ${LONGEST_BODY} bytes`)
  const [group, event] = [fields.text('group'), fields.text('event')]
  const pair = CALLBACK_EVENTS.find((one) => one.group === group && one.event === event)
  if (pair === undefined) {
    const known = CALLBACK_EVENTS.map((one) => `${one.group}/${one.event}`).join(', ')
    throw fields.invalid('event', `and group must be one of these pairs: ${known}`)
  }
  const url = fields.url('url', ['http', 'https'])
  if (url === undefined) throw fields.invalid('url', 'is required')
  const callback = { id, ...pair, url, createdAt: context.clock.now() }
  context.callbacks.register(key, callback)
  return json(callback)
}

/** `GET …/callback`: a list without a frame. */
export async function listCallbacks(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  return json(context.callbacks.registered(key))
}

/** `DELETE …/callback/{id}`. */
export async function unregisterCallback(
  context: RestContext,
  request: Request,
  { key = '', callback = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  if (context.callbacks.unregister(key, callback)) return respond(204, null)
  throw new Refusal(404, 'Not found', 'The project registered no callback with this ID')
}
