import type { Archive, ArchiveSettings } from '../archive/archive.ts'
import type { StorageTarget } from '../archive/recorder.ts'
import { toUuid } from '../random.ts'
import { Refusal } from '../refusal.ts'
import { archiveUrl } from './archive-file.ts'
import { authenticateProject } from './authenticate.ts'
import { BITRATE, readComposition, readLayout, readStreamChange } from './composition-body.ts'
import { Fields } from './fields.ts'
import type { PathParameters } from './live-session.ts'
import { pageOf } from './page-of-list.ts'
import { json, respond, withSimulation } from './render.ts'
import type { RestContext } from './request-record.ts'
import { readServiceRequest, requireOccupied, requireRouted } from './service-session.ts'

/** `POST …/archive` (platform facts §3.1). */
export async function startArchive(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const id = toUuid(context.random(16))
  const { fields, session } = await readServiceRequest(context, request, key)
  const settings = readArchiveSettings(fields)
  requireRouted(session, {
    message: 'Only routed sessions are allowed to initiate archives.',
    code: 15008,
  })
  requireOccupied(session)
  const archive = context.archives.start(session, id, settings, context.cause)
  return json(show(request, archive, null, true))
}

/** What archives have in the answers below `/v2/partner`, as of 2016 (platform facts §3.8). */
const FIELDS_OF_2016 = [
  ...['createdAt', 'duration', 'id', 'name', 'partnerId'],
  ...['reason', 'sessionId', 'size', 'status', 'url'],
]

function show(request: Request, archive: Archive, url: string | null, isNew = false): object {
  const whole = archive.describe(url, isNew)
  const isOf2016 = new URL(request.url).pathname.startsWith('/v2/partner/')
  return isOf2016 ? Object.fromEntries(FIELDS_OF_2016.map((name) => [name, whole[name]])) : whole
}

/**
 * How an archive is asked for.
 *
 * @throws {Refusal} 400
 */
export function readArchiveSettings(fields: Fields): ArchiveSettings {
  const outputMode = fields.oneOf('outputMode', ['composed', 'individual']) ?? 'composed'
  if (outputMode === 'individual') {
    for (const name of ['resolution', 'layout', 'maxBitrate', 'quantizationParameter']) {
      if (fields.has(name)) throw fields.invalid(name, 'is allowed only for composed archives')
    }
  }
  const maxBitrate = fields.number('maxBitrate', BITRATE)
  const quantizationParameter = fields.number('quantizationParameter', { least: 15, most: 40, whole: false })
  if (maxBitrate !== undefined && quantizationParameter !== undefined)
    throw fields.invalid('maxBitrate', 'cannot be combined with quantizationParameter')
  return {
    ...readComposition(fields),
    name: fields.raw('name') === '' ? '' : (fields.text('name') ?? null),
    outputMode,
    multiArchiveTag: fields.text('multiArchiveTag'),
    maxBitrate,
    quantizationParameter,
    transcription: readTranscription(fields),
  }
}

function readTranscription(fields: Fields): ArchiveSettings['transcription'] {
  const isWanted = fields.boolean('hasTranscription', false)
  const properties = fields.object('transcriptionProperties')
  if (!isWanted && properties)
    throw fields.invalid('transcriptionProperties', 'is allowed only with hasTranscription')
  if (!isWanted) return undefined
  return {
    primaryLanguageCode: properties?.text('primaryLanguageCode', { longest: 20 }) ?? 'en-US',
    hasSummary: properties?.boolean('hasSummary', false) ?? false,
  }
}

/** `GET …/archive` (platform facts §3.4). */
export async function listArchives(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  const sessionId = new URL(request.url).searchParams.get('sessionId') || undefined
  const { count, items } = pageOf(request, context.archives.list({ apiKey: key, sessionId }))
  const response = json({
    count,
    items: items.map((archive) => show(request, archive, archiveUrl(context, request, archive))),
  })
  return items.some(({ file }) => file?.isPlaceholder) ? withSimulation(response, 'archives') : response
}

async function findArchive(
  context: RestContext,
  request: Request,
  { key = '', archive = '' }: PathParameters,
) {
  await authenticateProject(context, request, key)
  const found = context.archives.require(key, archive)
  context.record.session = found.session.id
  return found
}

/** `GET …/archive/{id}`. */
export async function getArchive(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const archive = await findArchive(context, request, path)
  const response = json(show(request, archive, archiveUrl(context, request, archive)))
  return archive.file?.isPlaceholder ? withSimulation(response, 'archives') : response
}

/** `POST …/archive/{id}/stop`. */
export async function stopArchive(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const archive = await findArchive(context, request, path)
  await Fields.read(request, context)
  context.archives.stop(archive, 'user initiated', context.cause)
  return json(show(request, archive, null))
}

/** `DELETE …/archive/{id}`. */
export async function deleteArchive(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  context.archives.delete(await findArchive(context, request, path), context.cause)
  return respond(204, null)
}

/** `PUT …/archive/{id}/layout`. */
export async function setArchiveLayout(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const archive = await findArchive(context, request, path)
  context.archives.setLayout(archive, readLayout(await Fields.read(request, context)))
  return json(show(request, archive, null))
}

/** `PATCH …/archive/{id}/streams` (platform facts §3.6). */
export async function patchArchiveStreams(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const archive = await findArchive(context, request, path)
  const change = readStreamChange(await Fields.read(request, context))
  if (archive.settings.streamMode !== 'manual') throw automatic('archive')
  if ('remove' in change) context.archives.removeStream(archive, change.remove, context.cause)
  else context.archives.addStream(archive, change.add, change, context.cause)
  return respond(204, null)
}

/** How a stream is refused that cannot be added, since all are in. */
export function automatic(what: string): Refusal {
  const hint = `The ${what} takes all streams. Start it with streamMode: 'manual' to add and remove them`
  return new Refusal(405, 'Unsupported Stream Mode', hint)
}

/** `PUT …/archive/storage` (platform facts §3.8). */
export async function setStorage(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  const fields = await Fields.read(request, context)
  context.targets.set(key, readTarget(fields))
  return respond(200, '{}', 'application/json')
}

/** `DELETE …/archive/storage`. */
export async function deleteStorage(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  context.targets.set(key, undefined)
  return respond(204, null)
}

function readTarget(fields: Fields): StorageTarget {
  const type = fields.oneOf('type', ['s3', 'azure'])
  const config = fields.object('config')
  if (type === undefined) throw fields.invalid('type', 'is required: s3 or azure')
  if (config === undefined) throw fields.invalid('config', 'is required')
  const fallback = fields.oneOf('fallback', ['none', 'opentok']) ?? 'none'
  const require = (name: string) => {
    const value = config.text(name)
    if (value === undefined) throw config.invalid(name, 'is required')
    return value
  }
  if (type === 's3') {
    return {
      type,
      fallback,
      accessKey: require('accessKey'),
      secretKey: require('secretKey'),
      bucket: require('bucket'),
      endpoint: config.url('endpoint', ['http', 'https']),
    }
  }
  return {
    type,
    fallback,
    accountName: require('accountName'),
    accountKey: require('accountKey'),
    container: require('container'),
    domain: config.text('domain'),
  }
}
