import type { Archive } from '../archive/archive.ts'
import { toUuid } from '../random.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session/session.ts'
import { readSessionId } from '../session/session-id.ts'
import { archiveUrl } from './archive-file.ts'
import { readArchiveSettings } from './archives.ts'
import { Fields } from './fields.ts'
import { readForm } from './form.ts'
import type { PathParameters } from './live-session.ts'
import { pageOf } from './page-of-list.ts'
import { json, respond } from './render.ts'
import type { RestContext } from './request-record.ts'
import { readServiceSession, requireOccupied, requireRouted } from './service-session.ts'

// What the servers of OpenTok's samples answer to their pages (learning-opentok-node and -php): nobody authenticates,
// since such a server has the secret itself.

/** `POST /archive/start`. */
export async function startSampleArchive(context: RestContext, request: Request): Promise<Response> {
  const id = toUuid(context.random(16))
  const fields = await readFields(context, request)
  const session = readOpenSession(context, fields)
  requireRouted(session, {
    message: 'Only routed sessions are allowed to initiate archives.',
    code: 15008,
  })
  requireOccupied(session)
  const archive = context.archives.start(session, id, readArchiveSettings(fields), context.cause)
  return json(archive.describe(null, true))
}

/** `POST /archive/{id}/stop`. */
export function stopSampleArchive(
  context: RestContext,
  _request: Request,
  { archive: id = '' }: PathParameters,
): Response {
  const archive = requireArchive(context, id)
  context.archives.stop(archive, 'user initiated', context.cause)
  return json(archive.describe(null))
}

/** `GET /archive/{id}`. */
export function getSampleArchive(
  context: RestContext,
  request: Request,
  { archive: id = '' }: PathParameters,
): Response {
  const archive = requireArchive(context, id)
  return json(archive.describe(archiveUrl(context, request, archive)))
}

/** `GET /archive`. */
export function listSampleArchives(context: RestContext, request: Request): Response {
  const sessionId = new URL(request.url).searchParams.get('sessionId') || undefined
  const { count, items } = pageOf(request, context.archives.list({ sessionId }))
  return json({
    count,
    items: items.map((archive) => archive.describe(archiveUrl(context, request, archive))),
  })
}

/** `GET /archive/{id}/view`: the film, or a page that waits for it. */
export function viewSampleArchive(
  context: RestContext,
  request: Request,
  { archive: id = '' }: PathParameters,
): Response {
  const archive = requireArchive(context, id)
  const url = archiveUrl(context, request, archive)
  if (url !== null) {
    const response = respond(302, null)
    response.headers.set('Location', url)
    return response
  }
  const isComing = archive.status === 'stopped' || archive.status === 'started' || archive.status === 'paused'
  const text = isComing
    ? `The archive is ${archive.status}. This page shows it as soon as it is available.`
    : `The archive is ${archive.status}: ${archive.reason}`
  return respond(
    200,
    `<!doctype html><meta charset="utf-8">${isComing ? '<meta http-equiv="refresh" content="2">' : ''}<title>Archive</title><p>${escapeHtml(text)}`,
    'text/html; charset=UTF-8',
  )
}

/** `POST /captions/start`. */
export async function startSampleCaptions(context: RestContext, request: Request): Promise<Response> {
  const id = toUuid(context.random(16))
  const session = readOpenSession(context, await readFields(context, request))
  requireRouted(session, { message: 'Only routed sessions are allowed to initiate captions.' })
  requireOccupied(session)
  const settings = { languageCode: 'en-US', maxDuration: 14_400, partialCaptions: true } as const
  return json({ id: context.captions.start(session, id, settings, context.cause).id })
}

/** `POST /captions/{id}/stop`. */
export function stopSampleCaptions(
  context: RestContext,
  _request: Request,
  { captions: id = '' }: PathParameters,
): Response {
  const captions = context.captions.list().find((one) => one.id === id)
  if (captions === undefined) throw notFound('captions')
  context.captions.stop(captions, context.cause)
  return json({ status: 202 })
}

/** The body of a page, as JSON or as a form; the PHP sample also takes parameters. */
async function readFields(context: RestContext, request: Request): Promise<Fields> {
  const query = new URL(request.url).searchParams
  if (query.size > 0) return new Fields(Object.fromEntries(query))
  const isForm = request.headers.get('Content-Type')?.includes('x-www-form-urlencoded')
  if (isForm) return new Fields(Object.fromEntries(await readForm(request, context)))
  return Fields.read(request, context)
}

function readOpenSession(context: RestContext, fields: Fields): Session {
  const { apiKey = '' } = readSessionId(fields.text('sessionId') ?? '') ?? {}
  const session = readServiceSession(context, apiKey, fields)
  if (context.projects.find(apiKey) === undefined) {
    const hint = `The session is of the project ${apiKey}, which the sandbox does not have`
    throw new Refusal(404, 'Not found', hint)
  }
  context.record.session = session.id
  return session
}

function requireArchive({ archives, record }: RestContext, id: string): Archive {
  const archive = archives.find(id)
  if (archive === undefined) throw notFound('archive')
  record.session = archive.session.id
  return archive
}

function notFound(what: string): Refusal {
  return new Refusal(404, 'Not found', `There is no ${what} with this ID`)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
