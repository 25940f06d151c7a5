import { isApplicationId } from '../auth/project.ts'
import { RESOLUTIONS } from '../composition/composition.ts'
import { authenticateProject } from './authenticate.ts'
import { CALLBACK_URL } from './captions.ts'
import type { PathParameters } from './live-session.ts'
import { pageOf } from './page-of-list.ts'
import { json, respond } from './render.ts'
import type { RestContext } from './request-record.ts'
import { drawGuestIds, readServiceRequest } from './service-session.ts'
import { readServiceToken } from './service-token.ts'

/** How long an Experience Composer can be on, in seconds (platform facts §7). */
const DURATION = { least: 60, most: 36_000 }
const DEFAULT_DURATION = 7200

/** `POST …/render` (platform facts §7). */
export async function startRender(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const { service: render, ...ids } = drawGuestIds(context)
  const { fields, session } = await readServiceRequest(context, request, key)
  const token = await readServiceToken(context, session, fields)
  if (token.role === 'subscriber') throw fields.invalid('token', 'must have a role that may publish')
  const url = fields.url('url', ['http', 'https'], CALLBACK_URL)
  if (url === undefined) throw fields.invalid('url', 'is required')
  const settings = {
    url,
    maxDuration: fields.number('maxDuration', DURATION) ?? DEFAULT_DURATION,
    resolution: fields.oneOf('resolution', RESOLUTIONS) ?? '1280x720',
    name: fields.object('properties')?.text('name', { longest: 200 }),
    statusCallbackUrl: fields.url('statusCallbackUrl', ['http', 'https'], CALLBACK_URL),
  }
  const begun = context.renders.start(session, token, { render, ...ids }, settings, context.cause)
  return json(begun.describe(), 202)
}

/** `GET …/render`. */
export async function listRenders(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  const { count, items } = pageOf(request, context.renders.list(key), { least: 1 })
  return json({ count, items: items.map((render) => render.describe()) })
}

/** `GET …/render/{id}`. */
export async function getRender(
  context: RestContext,
  request: Request,
  { key = '', render = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  return json(context.renders.require(key, render).describe())
}

/** `DELETE …/render/{id}`: Ruby needs a 204, as Vonage answers, and all others a 200 (platform facts §1). */
export async function stopRender(
  context: RestContext,
  request: Request,
  { key = '', render = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  context.renders.stop(context.renders.require(key, render), context.cause)
  const isRuby = request.headers.get('User-Agent')?.startsWith('OpenTok-Ruby-SDK/')
  return isRuby || isApplicationId(key) ? respond(204, null) : respond(200, null)
}
