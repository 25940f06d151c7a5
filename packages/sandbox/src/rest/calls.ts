import { Refusal } from '../refusal.ts'
import { NO_TELEPHONE } from '../sip/calls.ts'
import { Fields } from './fields.ts'
import { nameSession, type PathParameters } from './live-session.ts'
import { json, withHint, withSimulation } from './render.ts'
import type { RestContext } from './request-record.ts'
import { drawGuestIds, readServiceRequest, requireRouted } from './service-session.ts'
import { readServiceToken } from './service-token.ts'

/** `POST …/dial`, and `POST …/call` as PHP has it (platform facts §5). */
export async function dial(
  context: RestContext,
  request: Request,
  { key = '' }: PathParameters,
): Promise<Response> {
  const { service: call, ...ids } = drawGuestIds(context)
  const { fields, session } = await readServiceRequest(context, request, key)
  const token = await readServiceToken(context, session, fields)
  const settings = readSip(fields)
  requireRouted(session, { message: 'Only routed sessions are allowed to initiate SIP Calls' })
  const begun = context.calls.dial(session, token, { call, ...ids }, settings, context.cause)
  const response = json(begun.describe())
  return begun.isSimulated ? withSimulation(response, 'sip') : withHint(response, NO_TELEPHONE)
}

/** A SIP address: `sip:user@host`, with parameters. */
const SIP_URI = /^sips?:[^\s@]+@[^\s@]+$/i

/** Who calls: a number, or `user@host`. */
const FROM = /^(\+?\d+|[^\s@]+@[^\s@]+)$/

function readSip(fields: Fields) {
  const sip = fields.object('sip')
  if (sip === undefined) throw fields.invalid('sip', 'is required')
  const uri = sip.text('uri')
  if (uri === undefined || !SIP_URI.test(uri))
    throw sip.invalid('uri', 'must be such as sip:user@example.com')
  const from = sip.text('from')
  if (from !== undefined && !FROM.test(from)) throw sip.invalid('from', 'must be digits, or user@host')
  const auth = sip.object('auth')
  if (auth && (auth.text('username') === undefined || auth.text('password') === undefined))
    throw sip.invalid('auth', 'must have a username and a password')
  return {
    uri,
    from,
    headers: sip.record('headers'),
    secure: sip.boolean('secure', false),
    video: sip.boolean('video', false),
    observeForceMute: sip.boolean('observeForceMute', false),
    streams: sip.texts('streams'),
  }
}

/** What can be played; `p` is a pause of half a second. */
const DIGITS = /^[0-9*#p]+$/

/** `POST …/play-dtmf`, to all telephones of a session, and `POST …/connection/{id}/play-dtmf`, to one. */
export async function playDtmf(
  context: RestContext,
  request: Request,
  path: PathParameters,
): Promise<Response> {
  const { sessionId, apiKey } = await nameSession(context, request, path)
  const digits = (await Fields.read(request, context)).text('digits')
  if (digits === undefined || !DIGITS.test(digits)) {
    const hint = 'In the body, digits must have only the characters 0-9, *, #, and p for a pause'
    throw new Refusal(400, 'Invalid DTMF Digits', hint, { code: 400, description: 'none' })
  }
  context.calls.playDigits(context.sessions.refer(sessionId, apiKey), digits, path.connection, context.cause)
  return json({})
}
