import { encodeSessionId, generateToken, type Role, type Session } from '@opentok-sandbox/core'
import { signJwt } from '@opentok-sandbox/core/token'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession, WireClient } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const HINT = 'X-OpenTok-Sandbox-Hint'
const MUTE = { reason: 'mute', channels: ['audio'], active: true, locked: false }
const NOBODY = { message: 'Not found. No clients are actively connected to the OpenTok session.' }

/** What REST must do to sessions that clients are in (rest-v2 facts). */
export function liveContract(name: string, open: OpenTransport): void {
  describe(`REST on live sessions over ${name}`, () => {
    let clock: TestClock
    let transport: Transport
    let session: Session
    beforeEach(async () => {
      clock = createTestClock()
      transport = await open({ seed: 1, clock, log: () => {} })
      session = await createSession(transport, clock)
    })
    afterEach(() => transport.close())

    const jwt = (iss = apiKey) => {
      const iat = Math.floor(clock.now() / 1000)
      return signJwt({ iss, ist: 'project', iat, exp: iat + 300 }, apiSecret)
    }
    interface Ask {
      sessionId?: string
      key?: string
      headers?: Record<string, string>
    }
    /** Asks as a server SDK does; the path is what follows the session's. */
    async function ask(method: string, path: string, body?: unknown, options: Ask = {}): Promise<Response> {
      const { sessionId = session.sessionId, key = apiKey, headers = {} } = options
      const url = `https://api.opentok.com/v2/project/${key}/session/${sessionId}${path}`
      const init: RequestInit = {
        method,
        headers: { 'X-OPENTOK-AUTH': await jwt(), Accept: 'application/json', ...headers },
      }
      if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body)
      return transport.fetch(new Request(url, init))
    }
    const join = (id: string, role: Role = 'publisher', initialLayoutClassList: string[] = []) =>
      WireClient.join(transport, session, id, { role, data: `name=${id}`, initialLayoutClassList })
    async function publish(client: WireClient, id: string, source?: string, name = ''): Promise<void> {
      const channel = source ? [{ id: 'video1', type: 'video', active: true, source }] : []
      expect(await client.ask('create', `/stream/${id}`, { id, name, channel })).toBe('200')
      await client.receive('created', `/stream/${id}`)
    }

    it.each([
      ['GET', '/stream'],
      ['GET', '/stream/s1'],
      ['GET', '/connection'],
      ['PUT', '/stream'],
      ['PUT', '/stream/s1'],
      ['POST', '/mute'],
      ['POST', '/stream/s1/mute'],
    ])('answers %s %s with 404 until a client has connected to the session', async (method, path) => {
      const response = await ask(method, path)
      expect([response.status, await response.json()]).toMatchObject([404, { message: 'Session not found' }])
    })

    it('lists nobody and nothing after the last client has left', async () => {
      const ada = await join('ada')
      ada.sendFrame('DISCONNECT', { reconnect: '' })
      await ada.socket.closed
      expect(await (await ask('GET', '/stream')).json()).toEqual({ count: 0, items: [] })
      expect(await (await ask('GET', '/connection')).json()).toMatchObject({ count: 0, items: [] })
      expect((await ask('POST', '/signal', { data: 'x' })).status).toBe(404)
    })

    it('lists the streams of a session', async () => {
      const ada = await join('ada', 'publisher', ['full', 'focus'])
      await publish(ada, 's1', 'camera', 'Ada’s camera')
      await publish(ada, 's2', 'screen')
      for (const slash of ['', '/']) {
        const response = await ask('GET', `/stream${slash}`)
        expect(response.headers.get('Content-Type')).toBe('application/json')
        expect(await response.json()).toEqual({
          count: 2,
          items: [
            { id: 's1', videoType: 'camera', name: 'Ada’s camera', layoutClassList: ['full', 'focus'] },
            { id: 's2', videoType: 'screen', name: '', layoutClassList: ['full', 'focus'] },
          ],
        })
      }
    })

    it('gets one stream, and labels it as text for the Node SDK, which fails at JSON', async () => {
      const ada = await join('ada')
      await publish(ada, 's1', 'camera')
      const stream = { id: 's1', videoType: 'camera', name: '', layoutClassList: [] }
      expect(await (await ask('GET', '/stream/s1')).json()).toEqual(stream)
      const node = await ask('GET', '/stream/s1', undefined, {
        headers: { 'User-Agent': 'OpenTok-Node-SDK/2.23.2' },
      })
      expect([node.headers.get('Content-Type'), await node.json()]).toEqual(['text/plain', stream])
      const missing = await ask('GET', '/stream/s9')
      expect([missing.status, await missing.json()]).toEqual([
        408,
        { message: 'Not found. No stream with this ID.' },
      ])
    })

    it('sets the layout classes of those streams that are named, of all or of none', async () => {
      const ada = await join('ada', 'publisher', ['first'])
      for (const id of ['s1', 's2']) await publish(ada, id, 'camera')
      const classes = async () => {
        const { items } = await (await ask('GET', '/stream')).json()
        return items.map(({ layoutClassList }: { layoutClassList: string[] }) => layoutClassList.join())
      }
      const put = (...items: unknown[]) => ask('PUT', '/stream', { items })
      expect((await put({ id: 's2', layoutClassList: ['full', 'x'] })).status).toBe(200)
      expect(await classes()).toEqual(['first', 'full,x'])
      const refused = await put({ id: 's1', layoutClassList: [] }, { id: 's9', layoutClassList: [] })
      expect([refused.status, await classes()]).toEqual([404, ['first', 'full,x']])
      expect((await put({ id: 's1', layoutClassList: [] })).status).toBe(200)
      expect((await ask('PUT', '/stream/s2', { layoutClassList: ['y'] })).status).toBe(200)
      expect(await classes()).toEqual(['', 'y'])
      for (const items of ['x', [null], [{ id: 's1' }], [{ id: 's1', layoutClassList: [1] }], [{ id: 7 }]]) {
        expect((await ask('PUT', '/stream', { items })).status).toBe(400)
      }
      expect(await classes()).toEqual(['', 'y'])
    })

    it('lists the connections of a session, all or a page of them', async () => {
      const list = async (query = '') => (await ask('GET', `/connection${query}`)).json()
      const empty = {
        projectId: apiKey,
        sessionId: session.sessionId,
        count: 0,
        items: [],
      }
      for (const id of ['ada', 'bob', 'cyd']) await join(id)
      const item = (connectionId: string) => ({
        connectionId,
        createdAt: clock.now(),
        connectionState: 'Connected',
      })
      expect(await list('/')).toEqual({ ...empty, count: 3, items: ['ada', 'bob', 'cyd'].map(item) })
      expect(await list('?offset=1&count=1')).toEqual({ ...empty, count: 3, items: [item('bob')] })
      expect((await ask('GET', '/connection?offset=-1')).status).toBe(400)
    })

    it('lists the connections of a Vonage application under applicationId alone', async () => {
      await transport.close()
      transport = await open({ projects: 'any', clock, log: () => {} })
      const key = '12345678-1234-1234-1234-123456789abc'
      const fields = { apiKey: key, location: '', createdAt: 0, random: 'x', mediaMode: 'routed' } as const
      const sessionId = encodeSessionId(fields)
      const signer = { apiKey: key, apiSecret: 'unknown', clock }
      const own = { apiKey: key, sessionId, generateToken: () => generateToken(sessionId, {}, signer) }
      await WireClient.join(transport, own as unknown as Session, 'ada')
      const headers = { 'X-OPENTOK-AUTH': '', Authorization: `Bearer ${await jwt(key)}` }
      const list = await (await ask('GET', '/connection', undefined, { key, sessionId, headers })).json()
      expect(Object.keys(list).toSorted()).toEqual(['applicationId', 'count', 'items', 'sessionId'])
      expect(list.applicationId).toBe(key)
    })

    it('disconnects a client as a moderator would, and tells everybody', async () => {
      const ada = await join('ada')
      const bob = await join('bob')
      await ada.receive('created', '/connection/bob')
      await publish(bob, 's1', 'camera')
      await ada.receive('created', '/stream/s1')
      const response = await ask('DELETE', '/connection/bob')
      expect([response.status, await response.text()]).toEqual([204, ''])
      for (const client of [ada, bob]) {
        expect((await client.receive('deleted', '/stream/s1')).reason).toBe('forceDisconnected')
        expect((await client.receive('deleted', '/connection/bob')).reason).toBe('forceDisconnected')
      }
      const again = await ask('DELETE', '/connection/bob')
      expect([again.status, await again.json()]).toEqual([404, NOBODY])
    })

    it('signals to all and to one, from nobody', async () => {
      const [ada, bob] = [await join('ada'), await join('bob', 'subscriber')]
      await ada.receive('created', '/connection/bob')
      expect((await ask('POST', '/signal', { type: 'chat', data: 'hello' })).status).toBe(204)
      for (const client of [ada, bob]) {
        const frame = JSON.parse((await client.socket.next()).body)
        expect(frame).toMatchObject({ method: 'signal', content: { type: 'chat', data: 'hello' } })
        expect(frame.uri).toMatch(/\/signal\/[0-9a-f-]{36}$/)
      }
      expect((await ask('POST', '/connection/bob/signal', { data: '' })).status).toBe(204)
      const frame = await bob.socket.next()
      expect(frame.headers.get('X-TB-FROM-ADDRESS')).toBe('')
      expect(JSON.parse(frame.body).content).toEqual({ data: '' })
      await ada.settle()
    })

    it.each<[status: number, what: string, body: unknown, answer: unknown]>([
      [400, 'no data', { type: 'x' }, { code: 15202, message: "Signal payload 'data' must be set" }],
      [400, 'data that is no text', { data: { a: 1 } }, { code: 15202 }],
      [400, 'a type that is no text', { type: 1, data: '' }, { code: -1 }],
      [400, 'what is no JSON', '{', { code: -1, message: 'Invalid request body' }],
      [400, 'JSON that is no object', '[]', { code: -1 }],
      [413, 'a long type', { type: 'é'.repeat(65), data: '' }, { code: -99 }],
      [413, 'long data', { data: 'x'.repeat(8193) }, { code: -99, description: 'An unknown error occurred' }],
      [413, 'a body beyond reason', { data: 'x'.repeat(70_000) }, { code: -1 }],
    ])('answers %i to a signal with %s', async (status, _what, body, answer) => {
      await join('ada')
      const response = await ask('POST', '/signal', body)
      expect([response.status, await response.json()]).toEqual([
        status,
        expect.objectContaining(answer as object),
      ])
    })

    it('finds nobody to signal to in a session without clients, and says so as OpenTok does', async () => {
      for (const path of ['/signal', '/connection/x/signal']) {
        const response = await ask('POST', path, { data: 'x' })
        expect([response.status, await response.json()]).toEqual([404, NOBODY])
        expect(response.headers.get(HINT)).toContain('No client is connected')
      }
    })

    it('mutes one, with any body that an SDK sends', async () => {
      const ada = await join('ada')
      await publish(ada, 's1')
      for (const body of [undefined, '', {}]) {
        const response = await ask('POST', '/stream/s1/mute', body)
        const { headers, status } = response
        expect([status, headers.get('Content-Type'), await response.text()]).toEqual([
          200,
          'application/json',
          '',
        ])
        expect((await ada.receive('update', '/stream/s1')).content).toEqual(MUTE)
      }
    })

    it.each<[sdk: string, on: object, off: object]>([
      ['Node', { excludedStreamIds: ['s2'], active: true }, { active: false }],
      ['Python', { active: true, excludedStreams: ['s2'] }, { active: false }],
      ['Ruby', { excludedStreams: ['s2'], active: 'true' }, { active: 'false' }],
      ['.NET', { active: true, excludedStreamIds: ['s2'] }, { active: false, excludedStreamIds: null }],
    ])(
      'mutes all but some, and who comes later, until that ends, as %s asks for it',
      async (_sdk, on, off) => {
        const ada = await join('ada')
        for (const id of ['s1', 's2']) await publish(ada, id)
        expect((await ask('POST', '/mute', on)).status).toBe(200)
        expect((await ada.receive('update', '')).content).toEqual({ ...MUTE, exclusion: ['s2'] })
        await ada.receive('update', '/stream/s1')
        const newcomer = new WireClient(transport, session, 'bob')
        const state = JSON.parse((await newcomer.connect(await session.generateToken())).body)
        expect(state.mute).toEqual({ active: true })
        await ada.receive('created', '/connection/bob')
        expect((await ask('POST', '/mute', off)).status).toBe(200)
        expect((await ada.receive('update', '')).content).toEqual({ ...MUTE, active: false, exclusion: [] })
        await ada.settle()
      },
    )

    it('rejects a mute whose body is invalid', async () => {
      await join('ada')
      for (const body of [
        { active: 1 },
        { active: 'yes' },
        { excludedStreamIds: 's1' },
        { excludedStreamIds: [1] },
      ]) {
        expect((await ask('POST', '/mute', body)).status).toBe(400)
      }
    })

    it('lets a project reach its own sessions only', async () => {
      const other = encodeSessionId({
        apiKey: '7',
        location: '',
        createdAt: 0,
        random: 'x',
        mediaMode: 'routed',
      })
      const outcomes: [Ask, number, string][] = [
        [{ key: '7' }, 403, 'Id in the token does not match the one in the url'],
        [{ headers: { 'X-OPENTOK-AUTH': '' } }, 403, 'No suitable authentication found'],
        [{ headers: { 'X-OPENTOK-AUTH': await jwt('99') } }, 403, 'Issuer not found'],
        [{ sessionId: other }, 404, NOBODY.message],
        [{ sessionId: 'nonsense' }, 400, 'Invalid session ID'],
      ]
      for (const [options, status, message] of outcomes) {
        const response = await ask('GET', '/stream', undefined, options)
        expect([response.status, (await response.json()).message]).toEqual([status, message])
      }
    })

    it.each<[string, string]>([
      ['GET', `/v2/project/${apiKey}/session/x`],
      ['GET', `/v2/project/${apiKey}/nonsense`],
      ['GET', '/v2/constructor'],
    ])('answers %s %s with 501 after authentication', async (method, path) => {
      const request = (headers: Record<string, string>) =>
        transport.fetch(new Request(`https://api.opentok.com${path}`, { method, headers }))
      const stranger = await request({})
      expect([stranger.status, (await stranger.json()).message]).toEqual([
        403,
        'No suitable authentication found',
      ])
      const response = await request({ 'X-OPENTOK-AUTH': await jwt() })
      const { message } = await response.json()
      expect([response.status, message]).toEqual([
        501,
        `The OpenTok Sandbox does not support this endpoint (${method} ${path})`,
      ])
      expect(response.headers.get(HINT)).toBe(message)
    })

    it('validates tokens as in 2011, and says what is wrong with one', async () => {
      const validate = async (token: string, prefix = '') => {
        const url = `https://api.opentok.com${prefix}/token/validate`
        const init = { method: 'POST', headers: { 'X-TB-TOKEN-AUTH': token } }
        return (await transport.fetch(new Request(url, init))).text()
      }
      const expireTime = Math.floor(clock.now() / 1000) + 60
      const token = await session.generateToken({
        role: 'moderator',
        data: 'name=Ada',
        expireTime,
        format: 'T1',
      })
      const xml = await validate(token, '/hl')
      expect(xml).toContain(
        `<token><session_id>${session.sessionId}</session_id><role>moderator</role><permissions>`,
      )
      for (const name of [
        'subscribe',
        'publish',
        'signal',
        'forceunpublish',
        'forcedisconnect',
        'record',
        'playback',
      ]) {
        expect(xml).toContain(`<${name}/>`)
      }
      expect(xml).toContain(`<connection_data>name=Ada</connection_data>`)
      const odd = await session.generateToken({ data: 'a\u0000\u0008\ufffe\ud800<b>&\u{1f600}' })
      expect(await validate(odd)).toContain(
        '<connection_data>a\ufffd\ufffd\ufffd\ufffd&lt;b&gt;&amp;\u{1f600}<',
      )
      expect(xml).not.toContain('<invalid>')
      expect(await validate(await session.generateToken({ role: 'subscriber' }))).not.toContain('<publish/>')
      clock.advance(60_000)
      expect(await validate(token)).toContain(`<invalid>Token expired on ${expireTime}</invalid>`)
      expect(await validate('nonsense')).toContain('<invalid>')
    })

    it('describes a session in XML as in 2011, to a token and to the word devtoken', async () => {
      const info = (token: string, id = session.sessionId) =>
        transport.fetch(
          new Request(`https://api.opentok.com/hl/session/${id}?extended=true`, {
            method: 'POST',
            headers: { 'X-TB-TOKEN-AUTH': token },
          }),
        )
      for (const token of ['devtoken', await session.generateToken()]) {
        const xml = await (await info(token)).text()
        expect(xml).toContain(`<Session><session_id>${session.sessionId}</session_id>`)
        expect(xml).toContain('<properties><p2p><preference>enabled</preference></p2p></properties>')
      }
      expect((await info('nonsense')).status).toBe(403)
      expect((await info('devtoken', 'nonsense')).status).toBe(404)
    })
  })
}
