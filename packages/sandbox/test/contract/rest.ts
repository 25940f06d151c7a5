import { decodeSessionId, OpenTok } from '@opentok-sandbox/core'
import { decodeJwt, signJwt } from '@opentok-sandbox/core/token'
import { DEVELOPMENT_PROJECT, HINT_HEADER } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hmacSign, importHmacKey } from '../../../core/src/hmac.ts'
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

const API = 'https://api.opentok.com'
const { apiKey, apiSecret } = DEVELOPMENT_PROJECT

/** Signs a payload that is written by hand. */
async function signText(payload: string): Promise<string> {
  const encode = (text: string) => btoa(text).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  const input = `${encode('{"alg":"HS256"}')}.${encode(payload)}`
  const bytes = await hmacSign(await importHmacKey(apiSecret, 'SHA-256'), input)
  return `${input}.${encode(String.fromCharCode(...bytes))}`
}

/** What the REST endpoints must answer, whatever carries it (rest facts §1, messaging facts §1). */
export function restContract(name: string, open: OpenTransport): void {
  describe(`REST over ${name}`, () => {
    let clock: TestClock
    let transport: Transport
    let logged: string[]

    beforeEach(async () => {
      clock = createTestClock()
      logged = []
      transport = await open({ seed: 1, clock, log: ({ message }) => logged.push(message) })
    })
    afterEach(() => transport.close())

    const jwt = (claims: object = {}, secret = apiSecret) => {
      const iat = Math.floor(clock.now() / 1000)
      return signJwt({ iss: apiKey, ist: 'project', iat, exp: iat + 300, ...claims }, secret)
    }
    const post = (headers: Record<string, string>, body = '', path = '/session/create') =>
      transport.fetch(
        new Request(API + path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
          body,
        }),
      )
    const create = async (body = '', headers: Record<string, string> = {}) =>
      post({ 'X-OPENTOK-AUTH': await jwt(), ...headers }, body)
    const idOf = async (response: Response) =>
      /<session_id>(.*)<\/session_id>/.exec(await response.text())?.[1] ?? ''
    const info = (sessionId: string, token: string, origin = 'https://anvil.opentok.com') =>
      transport.fetch(
        new Request(`${origin}/session/${sessionId}?extended=true`, {
          headers: { Accept: 'application/json', 'X-OPENTOK-AUTH': token, 'X-TB-VERSION': '1' },
        }),
      )

    it('answers a created session in the recorded XML, to the byte', async () => {
      const response = await create('location=12.34.56.78&p2p.preference=enabled')
      expect(response.status).toBe(200)
      expect(response.headers.get('Content-Type')).toBe('text/xml')
      const sessionId = await idOf(response.clone())
      expect(await response.text()).toBe(
        `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><sessions><Session><session_id>${sessionId}</session_id><partner_id>123456</partner_id><create_dt>Mon Mar 17 00:41:31 PDT 2014</create_dt></Session></sessions>`,
      )
      expect(decodeSessionId(sessionId)).toMatchObject({
        apiKey,
        location: '12.34.56.78',
        createdAt: clock.now(),
        mediaMode: 'relayed',
      })
    })

    it('answers the recorded JSON, with the bare type, to a client that accepts JSON', async () => {
      const response = await create('', { Accept: 'application/json' })
      expect(response.headers.get('Content-Type')).toBe('application/json')
      const [session, ...rest] = (await response.json()) as Record<string, unknown>[]
      expect(rest).toEqual([])
      expect(session).toEqual({
        session_id: expect.stringMatching(/^[12]_/),
        project_id: '123456',
        partner_id: '123456',
        create_dt: 'Mon Mar 17 00:41:31 PDT 2014',
        session_status: null,
        status_invalid: null,
        media_server_hostname: null,
        messaging_server_url: null,
        messaging_url: null,
        symphony_address: null,
        properties: null,
        ice_server: null,
        session_segment_id: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
        ice_servers: null,
        ice_credential_expiration: 86100,
      })
    })

    it.each(['*/*', 'text/html, application/xhtml+xml,application/xml'])(
      'answers XML to Accept: %s',
      async (accept) => {
        expect((await create('', { Accept: accept })).headers.get('Content-Type')).toBe('text/xml')
      },
    )

    it('creates routed sessions unless asked for peer-to-peer, and a different one each time', async () => {
      const ids = await Promise.all(
        [create(), create('p2p.preference=disabled'), create()].map(async (r) => idOf(await r)),
      )
      expect(new Set(ids).size).toBe(3)
      for (const id of ids) expect(decodeSessionId(id).mediaMode).toBe('routed')
    })

    it('answers under /hl too, and to the plain key and secret of the years until 2017', async () => {
      const response = await post(
        { 'X-TB-PARTNER-AUTH': `${apiKey}:${apiSecret}` },
        'api_key=123456',
        '/hl/session/create',
      )
      expect(response.status).toBe(200)
      expect(await idOf(response)).toMatch(/^[12]_/)
    })

    it('takes a JWT as the Ruby SDK makes it, with ist in its header', async () => {
      const iat = Math.floor(clock.now() / 1000)
      const { signingInput } = decodeJwt(await signJwt({ iss: apiKey, iat, exp: iat + 300 }, apiSecret))
      const claims = signingInput.split('.')[1]
      const header = btoa(JSON.stringify({ ist: 'project', alg: 'HS256' })).replace(/=+$/, '')
      const key = await crypto.subtle.importKey(
        'raw',
        new TextEncoder().encode(apiSecret),
        { name: 'HMAC', hash: 'SHA-256' },
        false,
        ['sign'],
      )
      const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${header}.${claims}`))
      const tail = btoa(String.fromCharCode(...new Uint8Array(signature)))
      const token = `${header}.${claims}.${tail.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`
      expect((await post({ 'X-OPENTOK-AUTH': token })).status).toBe(200)
    })

    it.each([
      ['Issuer not found', () => jwt({ iss: '999999' })],
      ['Invalid issuer format', () => jwt({ iss: 'my-app' })],
      ['Invalid signature', () => jwt({}, 'another secret')],
      ['Invalid signature', () => jwt({ ist: 'session' })],
      ['Invalid token format', async () => 'hello'],
      [
        'issued time cannot be greater than current time',
        () => jwt({ iat: Math.floor(clock.now() / 1000) + 3600 }),
      ],
      ['Invalid issuer format', () => jwt({ iss: ['123456'] })],
      ['Invalid token format', () => jwt({ exp: '9999999999' })],
      ['Invalid token format', () => jwt({ iat: undefined })],
      ['Token expired', () => jwt({ exp: Math.floor(clock.now() / 1000) })],
    ])('refuses with “%s” in both formats, and explains it in the hint', async (message, token) => {
      const authorization = { 'X-OPENTOK-AUTH': await token() }
      const json = await post({ ...authorization, Accept: 'application/json' })
      expect([json.status, json.headers.get('Content-Type')]).toEqual([403, 'application/json'])
      expect(await json.text()).toBe(JSON.stringify({ code: -1, message, description: message }))
      const xml = await post(authorization)
      expect([xml.status, xml.headers.get('Content-Type')]).toEqual([403, 'application/xml'])
      expect(await xml.text()).toBe(
        `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><errorPayload><code>-1</code><message>${message}</message><description>${message}</description></errorPayload>`,
      )
      const hint = xml.headers.get(HINT_HEADER) ?? ''
      expect(hint).not.toBe('')
      expect(logged.at(-1)).toContain(hint)
      expect(logged.join()).not.toContain(apiSecret)
    })

    it('refuses a request without authentication as recorded, which has no description', async () => {
      const response = await post({ Accept: 'application/json' })
      expect(response.status).toBe(403)
      expect(await response.text()).toBe('{"code":-1,"message":"No suitable authentication found"}')
      expect(await (await post({})).text()).toBe(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><errorPayload><code>-1</code><message>No suitable authentication found</message></errorPayload>',
      )
    })

    it('refuses a wrong secret to an SDK of 2012 in the words that it understands, with HTTP 200', async () => {
      const response = await post({ 'X-TB-PARTNER-AUTH': `${apiKey}:wrong` })
      expect([response.status, response.headers.get('Content-Type')]).toEqual([
        200,
        'text/plain; charset=UTF-8',
      ])
      expect(await response.text()).toBe(
        '<Errors><error code="403"><notAuthorized message="The API secret did not match, Invalid credentials passed"/></error></Errors>\n',
      )
    })

    it.each([
      'location=London',
      'location=1.2.3.4.5',
      'p2p.preference=sometimes',
      'archiveMode=never',
      'archiveName=x',
      'archiveResolution=640x480&archiveMode=manual',
      'archiveMode=always&p2p.preference=enabled',
      'e2ee=true&p2p.preference=enabled',
      'e2ee=true&archiveMode=always',
      'e2ee=perhaps',
      'archiveResolution=1x1&archiveMode=always',
      `archiveName=${'x'.repeat(81)}&archiveMode=always`,
    ])('refuses the form %s with 400 and a hint', async (form) => {
      const response = await create(form)
      expect(response.status).toBe(400)
      expect(response.headers.get(HINT_HEADER)).toContain(form.split('=')[0])
    })

    // What SDKs of fifteen years send where they mean nothing (rest facts §1.4).
    it.each([
      'location=&p2p.preference=disabled&api_key=123456',
      'location=localhost',
      'location=null&archiveMode=manual',
      'p2p.preference=None&multiplexer.switchType=None&location=127.0.0.1&',
      'p2p.preference=p2p.preference',
      'archiveMode=always&archiveName=&e2ee=False&p2p.preference=disabled',
      'location=&location_hint=1.2.3.4&unknown=field',
    ])('accepts the form %s', async (form) => {
      expect((await create(form)).status).toBe(200)
    })

    it.each([
      'application-xml',
      'application/x-www-form-urlencoded; charset=UTF-8',
      'text/plain',
      'application/json',
    ])('reads a form that is labelled %s', async (type) => {
      const response = await create('location=1.2.3.4', { 'Content-Type': type })
      expect(decodeSessionId(await idOf(response)).location).toBe('1.2.3.4')
    })

    it('creates a session from no body at all, as old pages and Java ask for one', async () => {
      const headers = { 'X-OPENTOK-AUTH': await jwt() }
      const response = await transport.fetch(
        new Request(`${API}/session/create`, { method: 'POST', headers }),
      )
      expect(decodeSessionId(await idOf(response))).toMatchObject({ location: '', mediaMode: 'routed' })
    })

    it('refuses the algorithm none, and any but HS256', async () => {
      const [, claims] = (await jwt()).split('.')
      for (const alg of ['none', 'HS384', 'RS256']) {
        const header = btoa(JSON.stringify({ alg, typ: 'JWT' })).replace(/=+$/, '')
        const response = await post({
          'X-OPENTOK-AUTH': `${header}.${claims}.AAAA`,
          Accept: 'application/json',
        })
        expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([
          403,
          'Invalid signature',
        ])
      }
    })

    it('refuses a form that is too long', async () => {
      expect((await create(`x=${'y'.repeat(70_000)}`)).status).toBe(413)
    })

    it('tells a browser client about its session', async () => {
      const session = await createSession(transport, clock)
      const response = await info(session.sessionId, await session.generateToken())
      expect(response.status).toBe(200)
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
      expect(await response.json()).toEqual([
        expect.objectContaining({
          session_id: session.sessionId,
          partner_id: apiKey,
          messaging_url: 'wss://messaging.opentok-sandbox.invalid/rumorwebsocketsv2',
          symphony_address: `symphony.${session.sessionId}`,
          // The client logs an error for an empty list.
          ice_servers: [
            { urls: expect.anything(), username: expect.any(String), credential: expect.any(String) },
          ],
          properties: expect.objectContaining({
            p2p: { preference: { value: 'enabled' } },
            reconnection: true,
          }),
        }),
      ])
    })

    it('refuses session info in an envelope with HTTP 200, which a client does not retry', async () => {
      const session = await createSession(transport, clock)
      const other = await createSession(transport, clock)
      const token = await session.generateToken({ expiresIn: 60 })
      const refusal = async (sessionId: string, text: string) => {
        const response = await info(sessionId, text)
        expect(response.status).toBe(200)
        expect(response.headers.get(HINT_HEADER)).not.toBe(null)
        const [{ error }] = (await response.json()) as [{ error: { code: number; errorMessage: object } }]
        expect(error.errorMessage).toMatchObject({ code: error.code })
        return error.code
      }
      // The token is judged before the session ID.
      for (const id of [session.sessionId, 'nonsense']) {
        for (const wrong of ['hello', '', token.slice(0, 30)]) expect(await refusal(id, wrong)).toBe(403)
      }
      expect(await refusal(other.sessionId, token)).toBe(403)
      expect(await refusal('1_hello', token)).toBe(404)
      const stranger = new OpenTok({ apiKey, apiSecret: 'another secret', clock })
      expect(await refusal(session.sessionId, await stranger.generateToken(session.sessionId))).toBe(403)
      clock.advance(60_000)
      expect(await refusal(session.sessionId, token)).toBe(403)
    })

    it('accepts an ID that it has never seen: a session requires no record', async () => {
      const sessionId = '1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4'
      const token = await new OpenTok({ apiKey, apiSecret, clock }).generateToken(sessionId)
      expect(await (await info(sessionId, token)).json()).toMatchObject([{ session_id: sessionId }])
    })

    it('answers the client’s configuration and its logs', async () => {
      const config = await transport.fetch(
        new Request('https://config.opentok.com/project/123456/config.json'),
      )
      expect(await config.json()).toEqual({})
      for (const kind of ['ClientEvent', 'ClientQos']) {
        const log = new Request(`https://hlg.tokbox.com/prod/logging/${kind}`, { method: 'POST', body: '{}' })
        expect((await transport.fetch(log)).status).toBe(200)
      }
    })

    it('accepts any project without verifying it where projects is “any”, and warns once', async () => {
      await transport.close()
      transport = await open({ projects: 'any', clock, log: ({ message }) => logged.push(message) })
      const stranger = new OpenTok({
        apiKey: '45678',
        apiSecret: 'nobody knows',
        clock,
        fetch: (input, init) => transport.fetch(new Request(input, init)),
      })
      const session = await stranger.createSession()
      const token = await session.generateToken({ expiresIn: 60, role: 'moderator' })
      clock.advance(61_000)
      expect(await (await info(session.sessionId, token)).json()).toMatchObject([{ partner_id: '45678' }])
      expect(logged.filter((message) => message.includes('without verifying'))).toHaveLength(1)
      // Its own project is verified as ever, and a token of another session is a mistake with any project.
      expect((await post({ 'X-OPENTOK-AUTH': await jwt({}, 'another secret') })).status).toBe(403)
      const other = await stranger.createSession()
      expect(await (await info(other.sessionId, token)).json()).toMatchObject([{ error: { code: 403 } }])
    })

    it('fails as an armed fault says, as often as it says', async () => {
      const opentok = new OpenTok({
        ...DEVELOPMENT_PROJECT,
        clock,
        retry: 0,
        fetch: (input, init) => transport.fetch(new Request(input, init)),
      })
      await transport.sandbox.fail({ on: 'session.create', status: 503, times: 2 })
      await transport.sandbox.fail({ on: 'session.create', body: '<html>', status: 200 })
      await transport.sandbox.fail({ on: 'session.create', network: true })
      for (const code of ['http', 'http', 'parse', 'network']) {
        await expect(opentok.createSession()).rejects.toMatchObject({ code })
      }
      const { sessionId } = await opentok.createSession()
      await transport.sandbox.fail({ on: 'session.info', code: 409, message: 'Terms of service' })
      const refusal = await info(sessionId, await opentok.generateToken(sessionId))
      expect(await refusal.text()).toBe(
        '[{"error":{"code":409,"errorMessage":{"code":409,"message":"Terms of service"}}}]',
      )
      await expect(transport.sandbox.fail({ on: 'everything' as 'config' })).rejects.toThrow(
        'on: must be one of',
      )
    })

    it('answers a preflight of any page, and HEAD without a body', async () => {
      const preflight = await transport.fetch(
        new Request('https://anvil.opentok.com/session/x', {
          method: 'OPTIONS',
          headers: {
            Origin: 'https://app.example',
            'Access-Control-Request-Method': 'GET',
            'Access-Control-Request-Headers': 'x-opentok-auth,x-tb-version',
          },
        }),
      )
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('*')
      const head = await transport.fetch(new Request(`${API}/session/create`, { method: 'HEAD' }))
      expect([head.status, await head.text()]).toEqual([405, ''])
    })

    it('puts neither a token nor a character that a header cannot have into a hint', async () => {
      const token = await jwt()
      for (const path of [
        token,
        `T1==${btoa('x'.repeat(99))}`,
        `T1%3D%3D${btoa('x'.repeat(99))}`,
        `%20${token}`,
        `x%2E${token}`,
        '日本',
        '%0Afoo',
        '%00',
      ]) {
        const headers = { 'X-OPENTOK-AUTH': token }
        const response = await transport.fetch(new Request(`${API}/v2/${path}`, { headers }))
        expect(response.status).toBe(501)
        expect(await response.text()).not.toMatch(/eyJ|eHh4/)
        const hint = response.headers.get(HINT_HEADER) ?? ''
        expect(hint).toMatch(/^[\x20-\x7e]+$/)
        expect(hint + logged.join()).not.toMatch(/eyJ|eHh4/)
      }
      const session = await createSession(transport, clock)
      for (const iss of ['日本', 'a\nb', 'x'.repeat(9000), token]) {
        const refused = await info(
          session.sessionId,
          await signJwt({ iss, session_id: session.sessionId }, 'x'),
        )
        expect(await refused.json()).toMatchObject([{ error: { code: 403 } }])
        expect((refused.headers.get(HINT_HEADER) ?? '').length).toBeLessThan(500)
      }
    })

    it('never shows a secret of its own, wherever a client sends it', async () => {
      const headers = { 'X-OPENTOK-AUTH': await jwt() }
      for (const path of [
        `/v2/project/${apiSecret}/archive`,
        `/session/${apiSecret}`,
        `/nothing/${apiSecret}`,
      ]) {
        const response = await transport.fetch(new Request(API + path, { headers }))
        expect((response.headers.get(HINT_HEADER) ?? '') + (await response.text())).not.toContain(apiSecret)
      }
      expect(logged.length).toBeGreaterThan(2)
      expect(logged.join()).not.toContain(apiSecret)
    })

    it('refuses a connection token as a credential of the REST API', async () => {
      const session = await createSession(transport, clock)
      const scope = 'session.connect'
      for (const token of [
        await session.generateToken({ role: 'moderator' }),
        await session.generateToken({ role: 'subscriber' }),
        await jwt({ scope: `x ${scope}` }),
        await jwt({ scope: [{ toString: 1 }, scope] }),
      ]) {
        for (const header of ['X-OPENTOK-AUTH', 'Authorization']) {
          const value = header === 'Authorization' ? `Bearer ${token}` : token
          const response = await post({ [header]: value })
          expect(response.status).toBe(403)
          expect(response.headers.get(HINT_HEADER)).toContain('connection token')
        }
      }
    })

    it.each(['exp', 'iat', 'nbf'])('refuses a JWT whose %s is not a finite number', async (claim) => {
      for (const value of ['1e999', '-1e999', '"soon"', '[]']) {
        // JSON.stringify would write null for a number that is not finite.
        const iat = Math.floor(clock.now() / 1000)
        const text = `{"iss":"${apiKey}","iat":${iat},"exp":${iat + 300},"nbf":${iat},"${claim}":${value}}`
        expect((await post({ 'X-OPENTOK-AUTH': await signText(text) })).status).toBe(403)
      }
      const later = Math.floor(clock.now() / 1000) + 3600
      expect((await post({ 'X-OPENTOK-AUTH': await jwt({ nbf: later, exp: later + 60 }) })).status).toBe(403)
    })

    it('warns of a body that is not a form, and of a JWT that is valid for too long', async () => {
      await create('{"location":"1.2.3.4"}')
      expect(logged.join()).toContain('URL-encoded form')
      await post({ 'X-OPENTOK-AUTH': await jwt({ exp: Math.floor(clock.now() / 1000) + 3600 }) })
      expect(logged.join()).toContain('3600 s')
    })

    it('answers unknown paths and wrong methods itself, under every name of OpenTok', async () => {
      const ask = (url: string, method = 'GET') => transport.fetch(new Request(url, { method }))
      expect((await ask('https://api.opentok.com/nothing')).status).toBe(404)
      expect((await ask('https://enterprise.opentok.com/')).status).toBe(404)
      expect((await ask('https://video.api.vonage.com/anything')).status).toBe(404)
      const wrong = await ask('https://api.opentok.com/session/create', 'PUT')
      expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'POST, OPTIONS'])
    })
  })
}
