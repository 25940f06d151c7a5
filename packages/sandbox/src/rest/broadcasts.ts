import { type Broadcast, type BroadcastSettings, playlistUrl } from '../broadcast/broadcast.ts'
import type { RtmpOutput } from '../broadcast/broadcaster.ts'
import type { Context } from '../context.ts'
import { toUuid } from '../random.ts'
import { Refusal } from '../refusal.ts'
import { baseOf } from './archive-file.ts'
import { automatic } from './archives.ts'
import { authenticateProject } from './authenticate.ts'
import { BITRATE, readComposition, readLayout, readStreamChange } from './composition-body.ts'
import { Fields } from './fields.ts'
import type { PathParameters } from './live-session.ts'
import { pageOf } from './page-of-list.ts'
import { json, respond } from './render.ts'
import type { RestContext } from './request-record.ts'
import { readServiceRequest, requireOccupied, requireRouted } from './service-session.ts'

/** How many addresses a broadcast can be sent to by RTMP (platform facts §4.1). */
const MOST_RTMP = 5

/** How long a broadcast can be, in seconds. */
const DURATION = { least: 60, most: 36_000 }
const DEFAULT_DURATION = 14_400

const DEFAULT_BITRATE = 2_000_000

/** `POST …/broadcast` (platform facts §4.1). */
export async function startBroadcast(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const id = toUuid(context.random(16))
  const { fields, session } = await readServiceRequest(context, request, key)
  const settings = readBroadcastSettings(fields)
  requireRouted(session, { message: 'Only routed sessions are allowed to initiate broadcasts.' })
  requireOccupied(session)
  const broadcast = context.broadcasts.start(session, id, settings, context.cause)
  return answer(context, request, broadcast)
}

/**
 * How a broadcast is asked for.
 *
 * @throws {Refusal} 400
 */
export function readBroadcastSettings(fields: Fields): BroadcastSettings {
  const outputs = fields.object('outputs')
  const hls = outputs?.object('hls')
  const rtmp = readRtmp(outputs)
  if (hls === undefined && rtmp.length === 0)
    throw fields.invalid('outputs', 'must have hls, or rtmp with at least one address')
  const dvr = hls?.boolean('dvr', false) ?? false
  const lowLatency = hls?.boolean('lowLatency', false) ?? false
  if (dvr && lowLatency) throw fields.invalid('outputs.hls', 'cannot have both dvr and lowLatency')
  // PHP writes it with a capital R.
  const bitrate = fields.number('maxBitrate', BITRATE) ?? fields.number('maxBitRate', BITRATE)
  return {
    ...readComposition(fields),
    hls: hls && { dvr, lowLatency },
    rtmp,
    maxDuration: fields.number('maxDuration', DURATION) ?? DEFAULT_DURATION,
    maxBitrate: bitrate ?? DEFAULT_BITRATE,
    multiBroadcastTag: fields.text('multiBroadcastTag'),
  }
}

function readRtmp(outputs: Fields | undefined): RtmpOutput[] {
  if (outputs === undefined) return []
  const given = outputs.objects('rtmp')
  if (given.length > MOST_RTMP) throw outputs.invalid('rtmp', `can have at most ${MOST_RTMP} addresses`)
  const taken = new Set(given.map((one) => one.text('id')))
  const unusedId = (number: number): string => {
    const id = `rtmp-${number}`
    return taken.has(id) ? unusedId(number + given.length) : id
  }
  const addresses = given.map((one, i) => {
    const serverUrl = one.url('serverUrl', ['rtmp', 'rtmps'])
    const streamName = one.text('streamName')
    if (serverUrl === undefined) throw one.invalid('serverUrl', 'is required')
    if (streamName === undefined) throw one.invalid('streamName', 'is required')
    return { id: one.text('id') ?? unusedId(i + 1), serverUrl, streamName }
  })
  if (new Set(addresses.map(({ id }) => id)).size < addresses.length)
    throw outputs.invalid('rtmp', 'must have different IDs')
  return addresses
}

/** `GET …/broadcast`: those that are live. */
export async function listBroadcasts(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  const sessionId = new URL(request.url).searchParams.get('sessionId') || undefined
  const { count, items } = pageOf(request, context.broadcasts.list({ apiKey: key, sessionId }))
  const base = baseOf(context, request)
  return json({
    count,
    items: items.map((broadcast) => broadcast.describe(playlistUrl(base, broadcast))),
  })
}

async function findBroadcast(
  context: RestContext,
  request: Request,
  { key = '', broadcast = '' }: PathParameters,
) {
  await authenticateProject(context, request, key)
  const found = context.broadcasts.require(key, broadcast)
  context.record.session = found.session.id
  return found
}

function answer(context: Context, request: Request, broadcast: Broadcast, hasHlsStatus = false): Response {
  return json(broadcast.describe(playlistUrl(baseOf(context, request), broadcast), hasHlsStatus))
}

/** `GET …/broadcast/{id}`. */
export async function getBroadcast(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  return answer(context, request, await findBroadcast(context, request, path), true)
}

/** `POST …/broadcast/{id}/stop`. */
export async function stopBroadcast(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const broadcast = await findBroadcast(context, request, path)
  await Fields.read(request, context)
  context.broadcasts.stop(broadcast, context.cause)
  return answer(context, request, broadcast)
}

/** `PUT …/broadcast/{id}/layout`. */
export async function setBroadcastLayout(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const broadcast = await findBroadcast(context, request, path)
  context.broadcasts.setLayout(broadcast, readLayout(await Fields.read(request, context)))
  return answer(context, request, broadcast)
}

/** `PATCH …/broadcast/{id}/streams` (platform facts §3.6). */
export async function patchBroadcastStreams(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const broadcast = await findBroadcast(context, request, path)
  const change = readStreamChange(await Fields.read(request, context))
  if (broadcast.settings.streamMode !== 'manual') throw automatic('broadcast')
  if ('remove' in change) context.broadcasts.removeStream(broadcast, change.remove)
  else context.broadcasts.addStream(broadcast, change.add, change)
  return respond(204, null)
}

/** `GET /broadcast2/{id}/{name}`: the playlist of a broadcast, and its segments. */
export async function getBroadcastFile(
  context: RestContext,
  request: Request,
  { broadcast: id = '', name = '' }: PathParameters,
): Promise<Response> {
  const found = context.broadcasts.find(id)
  const file = found?.settings.hls && (await context.services.broadcaster?.open(id, name, request))
  if (file) return file
  const message = found
    ? `The HLS of this broadcast is ${found.hlsStatus}: ${found.problem ?? 'it does not have this file now'}`
    : 'There is no broadcast with this ID'
  throw new Refusal(404, message, message)
}
