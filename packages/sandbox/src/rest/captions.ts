import { CAPTION_LANGUAGES } from '../captions/live-captions.ts'
import { toUuid } from '../random.ts'
import { authenticateProject } from './authenticate.ts'
import { Fields } from './fields.ts'
import type { PathParameters } from './live-session.ts'
import { json, respond } from './render.ts'
import type { RestContext } from './request-record.ts'
import { readServiceRequest, requireOccupied, requireRouted } from './service-session.ts'
import { readServiceToken } from './service-token.ts'

/** How long captions can be on, in seconds (platform facts §6). */
const DURATION = { least: 300, most: 14_400 }

/** The length of an address that is told of their status. */
export const CALLBACK_URL = { shortest: 15, longest: 2048 }

/** `POST …/captions` (platform facts §6). */
export async function startCaptions(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const id = toUuid(context.random(16))
  const { fields, session } = await readServiceRequest(context, request, key)
  const { role } = await readServiceToken(context, session, fields)
  if (role !== 'moderator') throw fields.invalid('token', 'must have the role moderator')
  const settings = {
    languageCode: fields.oneOf('languageCode', CAPTION_LANGUAGES) ?? 'en-US',
    maxDuration: fields.number('maxDuration', DURATION) ?? DURATION.most,
    partialCaptions: fields.boolean('partialCaptions', true),
    statusCallbackUrl: fields.url('statusCallbackUrl', ['http', 'https'], CALLBACK_URL),
  }
  requireRouted(session, { message: 'Only routed sessions are allowed to initiate captions.' })
  requireOccupied(session)
  const captions = context.captions.start(session, id, settings, context.cause)
  return json({ captionsId: captions.id }, 202)
}

/** `GET …/captions/{id}`. */
export async function getCaptions(
  context: RestContext,
  request: Request,
  { key = '', captions = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  return json(context.captions.describe(context.captions.require(key, captions)))
}

/** `POST …/captions/{id}/stop`. */
export async function stopCaptions(
  context: RestContext,
  request: Request,
  { key = '', captions = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  const found = context.captions.require(key, captions)
  context.record.session = found.session.id
  await Fields.read(request, context)
  context.captions.stop(found, context.cause)
  return respond(202, null)
}
