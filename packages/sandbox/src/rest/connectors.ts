import { AUDIO_RATES } from '../connector/audio-mixer.ts'
import type { JsonTransport } from '../connector/audio-transport.ts'
import { Refusal } from '../refusal.ts'
import { authenticateProject } from './authenticate.ts'
import type { Fields } from './fields.ts'
import type { PathParameters } from './live-session.ts'
import { json, respond, withSimulation } from './render.ts'
import type { RestContext } from './request-record.ts'
import { drawGuestIds, readServiceRequest, requireRouted } from './service-session.ts'
import { readServiceToken } from './service-token.ts'

/** The most bytes of all headers (platform facts §8). */
const MOST_HEADERS = 512

/** `POST …/connect` (platform facts §8). */
export async function startConnector(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const { service: connector, ...ids } = drawGuestIds(context)
  const { fields, session } = await readServiceRequest(context, request, key)
  const token = await readServiceToken(context, session, fields)
  const settings = readWebSocket(fields)
  requireRouted(session, { message: 'Conflict. Only routed sessions are allowed to initiate Connect Calls.' })
  const begun = await context.connectors.start(session, token, { connector, ...ids }, settings, context.cause)
  const response = json({ id: begun.id, connectionId: begun.guest.connection.id })
  return begun.isSimulated ? withSimulation(response, 'audio-connector') : response
}

function readWebSocket(fields: Fields) {
  const socket = fields.object('websocket')
  if (socket === undefined) throw fields.invalid('websocket', 'is required')
  const uri = socket.url('uri', ['ws', 'wss'])
  if (uri === undefined) throw socket.invalid('uri', 'is required')
  const headers = socket.record('headers')
  if (new TextEncoder().encode(JSON.stringify(headers)).length > MOST_HEADERS)
    throw socket.invalid('headers', `can have at most ${MOST_HEADERS} bytes`)
  const rate = socket.number('audioRate', { least: 8000, most: 24_000 }) ?? 16_000
  const audioRate = AUDIO_RATES.find((one) => one === rate)
  if (audioRate === undefined) throw socket.invalid('audioRate', `must be one of ${AUDIO_RATES.join(', ')}`)
  return {
    uri,
    headers,
    audioRate,
    streams: socket.texts('streams'),
    bidirectional: socket.boolean('bidirectional', false),
    transport: readTransport(socket.object('audioTransport')),
  }
}

function readTransport(fields: Fields | undefined): JsonTransport | undefined {
  if (fields === undefined || (fields.oneOf('transport', ['binary', 'json']) ?? 'binary') === 'binary')
    return undefined
  if (fields.oneOf('encoding', ['base64']) === undefined)
    throw fields.invalid('encoding', 'must be base64 where the transport is json')
  const audioField = fields.text('audio_field') ?? 'audio'
  return {
    audioField,
    receiveAudioField: fields.text('receive_audio_field') ?? audioField,
    staticFields: fields.record('static_fields'),
  }
}

/** `POST …/connect/{id}/stop`. */
export async function stopConnector(
  context: RestContext,
  request: Request,
  { key = '', connector = '' }: PathParameters,
): Promise<Response> {
  await authenticateProject(context, request, key)
  const found = context.connectors.find(key, connector)
  if (found === undefined)
    throw new Refusal(404, 'Not found', 'The project does not have an audio connector with this ID')
  context.record.session = found.guest.session.id
  context.connectors.stop(found, context.cause)
  return respond(200, null)
}
