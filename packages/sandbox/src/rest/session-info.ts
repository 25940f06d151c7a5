import { admit } from '../auth/admission.ts'
import type { Context } from '../context.ts'
import { isOpenTokHost, MESSAGING_HOST, MESSAGING_PATH } from '../hosts.ts'
import { listIceServers } from '../media/media-options.ts'
import { symphonyAddress } from '../messaging/session-address.ts'
import { Refusal } from '../refusal.ts'
import { readSessionId } from '../session/session-id.ts'
import type { PathParameters } from './live-session.ts'
import { noteRefusal } from './note-refusal.ts'
import { json, renderEnvelope, renderXml, withHint } from './render.ts'
import type { RestContext } from './request-record.ts'

/**
 * `GET /session/{id}?extended=true`: what a browser client asks before it opens its socket (messaging facts
 * §1.3). A refusal is HTTP 200 with an envelope: an error status would make the client ask three times.
 */
export async function getSessionInfo(
  context: RestContext,
  request: Request,
  { id: sessionId = '' }: PathParameters,
): Promise<Response> {
  const token = request.headers.get('X-OPENTOK-AUTH') ?? request.headers.get('X-TB-TOKEN-AUTH') ?? ''
  try {
    const { apiKey, data } = await admit(context, sessionId, token)
    const { connection } = context.record
    if (connection) context.record.connection = { id: connection.id, data }
    return json([describeSession(context, request, { sessionId, apiKey })])
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refuse(context, sessionId, error)
  }
}

/**
 * `POST /session/{id}?extended=true`: the same as XML, for the SDKs of 2011 and 2012 (rest facts §4.3).
 * They could send the word `devtoken` instead of a token.
 */
export async function getSessionXml(
  context: Context,
  request: Request,
  { id = '' }: PathParameters,
): Promise<Response> {
  const token = request.headers.get('X-TB-TOKEN-AUTH') ?? ''
  const fields = readSessionId(id)
  const isOpen =
    token === 'devtoken' && fields !== undefined && context.projects.find(fields.apiKey) !== undefined
  if (token === 'devtoken' && fields === undefined) {
    throw new Refusal(404, 'Session not found', 'The session ID cannot be decoded. Was it copied completely?')
  }
  if (!isOpen) await admit(context, id, token)
  const preference = fields?.mediaMode === 'relayed' ? 'enabled' : 'disabled'
  const session = { session_id: id, partner_id: fields?.apiKey, properties: { p2p: { preference } } }
  return renderXml({ Sessions: { Session: session } })
}

function describeSession(
  { media, settings, network, sessions, client, record }: RestContext,
  request: Request,
  { sessionId, apiKey }: { sessionId: string; apiKey: string },
) {
  const relayed = readSessionId(sessionId)?.mediaMode === 'relayed'
  const url = messagingUrl(request.url)
  const asking = network.locate(client.address)
  const [place] = network.foresee(sessionId, sessions.find(sessionId), asking)
  const relayClient = {
    hostname: client.hostname ?? new URL(request.url).hostname,
    connectionId: record.connection?.id ?? '',
  }
  return {
    session_id: sessionId,
    partner_id: apiKey,
    messaging_server_url: new URL(url).host,
    messaging_url: url,
    symphony_address: symphonyAddress(sessionId),
    // Clients only log it. A guess: the names of OpenTok's media servers had their place in them.
    media_server_hostname: relayed ? null : `mantis-${place.id}.opentok-sandbox.invalid`,
    ice_servers: listIceServers(media, relayClient),
    properties: {
      p2p: { preference: { value: relayed ? 'enabled' : 'disabled' } },
      reconnection: true,
      renegotiation: true,
      h264: true,
      vp8: true,
      vp9: true,
      ...(settings.recall(sessionId).e2ee && { e2ee: true }),
      ...(media.simulcast && !relayed && { simulcast: true, streamSimulcastRidEnabled: true }),
      ...(media.clientCandidates && { clientCandidates: media.clientCandidates }),
    },
  }
}

/**
 * Messaging has the host and port of the request. For a request to one of OpenTok's own names, it has a name that cannot
 * exist: a socket that nothing intercepts then fails at once, and OpenTok never sees a token.
 */
function messagingUrl(requestUrl: string): string {
  const { protocol, host, hostname } = new URL(requestUrl)
  if (isOpenTokHost(hostname)) return `wss://${MESSAGING_HOST}${MESSAGING_PATH}`
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${MESSAGING_PATH}`
}

function refuse(context: RestContext, sessionId: string, refusal: Refusal): Response {
  const { status, message, hint } = refusal
  noteRefusal(context, 'Session info', refusal, sessionId)
  return withHint(renderEnvelope(status, message), context.redact(hint))
}
