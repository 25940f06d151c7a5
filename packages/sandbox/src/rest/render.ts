import { XMLBuilder } from 'fast-xml-parser'
import type { Refusal } from '../refusal.ts'

const DECLARATION = { '?xml': { '@version': '1.0', '@encoding': 'UTF-8', '@standalone': 'yes' } }
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })

/** The header that explains a refusal, since the answer itself must be the service's, byte for byte. */
export const HINT_HEADER = 'X-OpenTok-Sandbox-Hint'

/**
 * Whether an answer is to be JSON. Everything except an explicit `application/json` gets XML: half of the
 * official SDKs send no Accept header or a wildcard, and can read only XML (rest facts §1.3).
 */
export function wantsJson(request: Request): boolean {
  return /application\/json/i.test(request.headers.get('Accept') ?? '')
}

/** The header that says that an answer tells of something simulated: what. */
export const SIMULATED_HEADER = 'X-OpenTok-Sandbox-Simulated'

/** Says in an answer that what it tells of is simulated. */
export function withSimulation(response: Response, what: string): Response {
  response.headers.set(SIMULATED_HEADER, what)
  return response
}

/** Any page may read any answer, as with OpenTok, including the hint. */
export const OPEN = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': `${HINT_HEADER}, ${SIMULATED_HEADER}, Retry-After`,
}

const BODY = Symbol('body')

/** The body of an answer that {@link respond} made: the answer itself can be read only once, by its receiver. */
export function bodyOf(response: Response & { [BODY]?: string }): string | undefined {
  return response[BODY]
}

/** An answer with a body of this type, or with none. */
export function respond(status: number, body: string | null, type?: string): Response {
  const response: Response & { [BODY]?: string } = new Response(body, {
    status,
    headers: type ? { ...OPEN, 'Content-Type': type } : OPEN,
  })
  // Otherwise it would come in chunks; HTTP does not allow it for an answer that cannot have a body.
  if (body === null && status !== 204) response.headers.set('Content-Length', '0')
  if (body) response[BODY] = body
  return response
}

/** JSON with the bare type: with a charset, the Python SDK takes it for XML. */
export function json(body: unknown, status = 200): Response {
  return respond(status, JSON.stringify(body), 'application/json')
}

/** What a created session's answer says. */
export interface CreatedSession {
  sessionId: string
  apiKey: string
  createDate: string
  /** Only in JSON. */
  segmentId(): string
}

/** The envelope of a refusal of session info (messaging facts §1.4). */
export function renderEnvelope(code: number, message: string): Response {
  return json([{ error: { code, errorMessage: { code, message } } }])
}

/** The answer to `POST /session/create`, as recorded in either format (rest facts §1.5). */
export function renderSession(session: CreatedSession, asJson: boolean): Response {
  const { sessionId, apiKey, createDate } = session
  if (asJson) return json([jsonSession(session)])
  const [start = '', afterId = '', afterKey = '', end = ''] = sessionSkeleton()
  return respond(200, start + sessionId + afterId + apiKey + afterKey + createDate + end, 'text/xml')
}

let skeleton: string[] | undefined

/** The XML of a session around its values: none of them has a character that XML would have escaped. */
function sessionSkeleton(): string[] {
  const fields = { session_id: '|', partner_id: '|', create_dt: '|' }
  skeleton ??= builder.build({ ...DECLARATION, sessions: { Session: fields } }).split('|')
  return skeleton
}

function jsonSession({ sessionId, apiKey, createDate, segmentId }: CreatedSession) {
  return {
    session_id: sessionId,
    project_id: apiKey,
    partner_id: apiKey,
    create_dt: createDate,
    session_status: null,
    status_invalid: null,
    media_server_hostname: null,
    messaging_server_url: null,
    messaging_url: null,
    symphony_address: null,
    properties: null,
    ice_server: null,
    session_segment_id: segmentId(),
    ice_servers: null,
    ice_credential_expiration: 86100,
  }
}

/** A refusal in the format that the request asks for. */
export function renderRefusal(refusal: Refusal, asJson: boolean): Response {
  return refusal.answer.style === 'errors-2012' ? renderErrors2012(refusal) : renderPayload(refusal, asJson)
}

/** Long enough for a sentence, and short enough for any client's limit on headers. */
const LONGEST_HINT = 400

/**
 * Puts a hint into an answer's header, in characters that a header may have.
 *
 * @param hint without tokens and secrets
 */
export function withHint(response: Response, hint: string): Response {
  const printable = hint.slice(0, LONGEST_HINT).replace(/[^\x20-\x7e]/g, '?')
  response.headers.set(HINT_HEADER, printable)
  return response
}

function renderPayload({ status, message, answer }: Refusal, asJson: boolean): Response {
  const { code = -1, description = message } = answer
  const payload = {
    ...(code !== 'none' && { code }),
    message,
    ...(description !== 'none' && { description }),
  }
  return asJson
    ? json(payload, status)
    : xml({ ...DECLARATION, errorPayload: payload }, status, 'application/xml')
}

/** HTTP 200 with an error: how the SDKs of 2011 to 2013 recognize a refused secret. */
function renderErrors2012({ status, message }: Refusal): Response {
  const body = builder.build({
    Errors: { error: { '@code': status, notAuthorized: { '@message': message } } },
  })
  return respond(200, `${body}\n`, 'text/plain; charset=UTF-8')
}

/** An answer that is always XML: from the years before JSON, or from where files are. */
export function renderXml(document: object, status = 200): Response {
  return xml({ ...DECLARATION, ...document }, status, 'text/xml')
}

/** Characters that XML 1.0 cannot have, not even as a reference (§2.2). */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

function xml(document: object, status: number, type: string): Response {
  return respond(status, builder.build(document).replace(NOT_XML, '\ufffd'), type)
}
