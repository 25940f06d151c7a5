import { expect, it } from 'vitest'
import { ResponseError } from '../src/errors.ts'
import { redact } from '../src/redact.ts'
import { readSessionAnswer } from '../src/response.ts'

const PLACE = { method: 'POST', url: 'https://api.opentok.com/session/create' }
const CONTEXT = { target: PLACE, signal: new AbortController().signal, hide: redact }
const read = (body: BodyInit | null, init: ResponseInit = {}) =>
  readSessionAnswer(new Response(body, init), CONTEXT)

// Recorded answers (rest facts §1.5).
const XML =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><sessions><Session><session_id>1_MX4xMjM0NTZ-fk1vbiBNYXIgMTcgMDA6NDE6MzEgUERUIDIwMTR-MC42ODM3ODk1MzQ0OTQyODA4fg</session_id><partner_id>123456</partner_id><create_dt>Mon Mar 17 00:41:31 PDT 2014</create_dt></Session></sessions>'
const SESSION_ID = '1_MX4xMjM0NTZ-fk1vbiBNYXIgMTcgMDA6NDE6MzEgUERUIDIwMTR-MC42ODM3ODk1MzQ0OTQyODA4fg'

it('reads the XML of today', async () => {
  expect(await read(XML, { headers: { 'Content-Type': 'text/xml' } })).toBe(SESSION_ID)
})

it('reads the pretty-printed XML of 2012, whose root is capital', async () => {
  const body =
    '<Sessions>\n  <Session>\n    <session_id>2_MX40</session_id>\n    <partner_id>0459782</partner_id>\n    <create_dt>2012-09-04 23:27:12.767869+00:00</create_dt>\n    <session_status></session_status>\n    </Session>\n</Sessions>\n'
  expect(await read(body)).toBe('2_MX40')
})

it.each([
  '[{"session_id":"S","project_id":"123456","partner_id":"123456","create_dt":"Fri Nov 18 15:50:36 PST 2016","media_server_url":""}]',
  '[{"session_id":"S","partner_id":123456,"create_dt":"Fri Nov 18 15:50:36 PST 2016","properties":null,"ice_servers":null}]',
])('reads the JSON %s', async (body) => {
  expect(await read(body)).toBe('S')
})

it.each([
  ['{"code":-1,"message":"Invalid signature","description":"Invalid signature"}', 403, 'Invalid signature'],
  [
    '<?xml version="1.0"?><errorPayload><code>-1</code><message>Issuer not found</message></errorPayload>',
    403,
    'Issuer not found',
  ],
  ['', 403, 'refused the API key'],
  ['<html>Forbidden</html>', 401, 'refused the API key'],
  // The service of 2012 refused with a status of 200.
  [
    '<Errors><error code="403"><notAuthorized message="The API secret did not match, Invalid credentials passed"/></error></Errors>\n',
    200,
    'The API secret did not match',
  ],
])('takes the refusal %s for an authentication error', async (body, status, words) => {
  await expect(read(body, { status })).rejects.toMatchObject({
    name: 'AuthenticationError',
    code: 'authentication',
    status,
    message: expect.stringContaining(words),
  })
})

it.each([
  ['', 503],
  ['{"code":-1,"message":"Invalid location"}', 400],
  ['<a><b>', 500],
  ['<Errors><error code="500"><internal message="broken"/></error></Errors>', 200],
  ['', 302],
])('takes the answer %j with status %i for an HTTP error', async (body, status) => {
  await expect(read(body, { status })).rejects.toMatchObject({ code: 'http', status })
})

it.each([
  ['', 'empty'],
  ['   \n', 'empty'],
  ['<!DOCTYPE html><html></html>', 'web page'],
  ['<html><body>hi', 'web page'],
  ['[{"session_id":"S"', 'JSON'],
  ['hello', 'neither XML nor JSON'],
  [XML.slice(0, -20), 'not well-formed XML'],
  ['[]', 'no session ID'],
  ['null', 'neither'],
  ['[null]', 'no session ID'],
  ['<sessions/>', 'no session ID'],
  ['<sessions><Session><session_id></session_id></Session></sessions>', 'no session ID'],
  ['<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "boom">]><sessions>&x;</sessions>', 'document type'],
])('takes the answer %j for one that cannot be parsed', async (body, words) => {
  await expect(read(body)).rejects.toMatchObject({
    code: 'parse',
    status: 200,
    message: expect.stringContaining(words),
  })
})

it('gives up on a body that does not end', async () => {
  let chunks = 0
  const endless = new ReadableStream({
    pull(controller) {
      chunks++
      controller.enqueue(new Uint8Array(10_000).fill(32))
    },
  })
  await expect(read(endless)).rejects.toMatchObject({
    code: 'parse',
    message: expect.stringContaining('too long'),
  })
  expect(chunks).toBeLessThan(20)
})

it('ends each message in the target and the status, without tokens that the answer repeats', async () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.c2lnbmF0dXJl'
  const error = await read(JSON.stringify({ message: `bad ${jwt}` }), { status: 400 }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ResponseError)
  expect(String(error)).toBe(
    'HttpError: OpenTok could not create the session: bad [token] [HTTP 400] (POST https://api.opentok.com/session/create)',
  )
})
