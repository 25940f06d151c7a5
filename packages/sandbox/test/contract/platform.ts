import type { Role, Session } from '@opentok-sandbox/core'
import { signJwt } from '@opentok-sandbox/core/token'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession, WireClient } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const NOBODY = 'Not found. No clients are actively connected to the OpenTok session.'
const HOUR = 3_600_000

/** What the services of the platform must do (platform facts). Nobody here sends media. */
export function platformContract(name: string, open: OpenTransport): void {
  describe(`the platform over ${name}`, () => {
    let clock: TestClock
    let transport: Transport
    let session: Session
    beforeEach(async () => {
      clock = createTestClock()
      transport = await open({ seed: 1, clock, log: () => {} })
      session = await createSession(transport, clock, { mediaMode: 'routed' })
    })
    afterEach(() => transport.close())

    const jwt = (claims: object = {}, secret: string = apiSecret) => {
      const iat = Math.floor(clock.now() / 1000)
      return signJwt({ iss: apiKey, ist: 'project', iat, exp: iat + 300, ...claims }, secret)
    }
    interface Ask {
      headers?: Record<string, string>
      below?: string
    }
    /** Asks as a server SDK does; the path is what follows the project's. */
    async function ask(method: string, path: string, body?: unknown, options: Ask = {}): Promise<Response> {
      const { headers = {}, below = `/v2/project/${apiKey}` } = options
      const init: RequestInit = {
        method,
        headers: { 'X-OPENTOK-AUTH': await jwt(), Accept: 'application/json', ...headers },
      }
      if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body)
      return transport.fetch(new Request(`https://api.opentok.com${below}${path}`, init))
    }
    /** The status and the JSON of an answer; the text where it is not JSON. */
    async function outcome(answer: Promise<Response>) {
      const response = await answer
      const text = await response.text()
      return { status: response.status, body: text === '' ? '' : JSON.parse(text) }
    }
    const get = async (path: string) => (await outcome(ask('GET', path))).body
    const token = (role: Role = 'publisher', data = '') => session.generateToken({ role, data })
    const join = (id: string) => WireClient.join(transport, session, id)
    async function publish(client: WireClient, id: string, channels: object[] = []): Promise<void> {
      const channel = [{ id: 'video1', type: 'video', active: true, source: 'camera' }, ...channels]
      expect(await client.ask('create', `/stream/${id}`, { id, name: '', channel })).toBe('200')
      await client.receive('created', `/stream/${id}`)
    }
    /** Gets a file, whatever the name of the sandbox is. */
    function download(url: string): Promise<Response> {
      const { pathname, search } = new URL(url)
      return transport.fetch(new Request(`https://api.opentok.com${pathname}${search}`))
    }
    /** Waits for what follows from answers and timers, without a clock. */
    async function until<Value>(read: () => Promise<Value>, isThere: (value: Value) => boolean) {
      for (let turns = 0; ; turns++) {
        const value = await read()
        if (isThere(value)) return value
        if (turns > 500) throw new Error(`It did not come: ${JSON.stringify(value)}`)
      }
    }

    describe('archives', () => {
      const start = (body: object = {}) =>
        outcome(ask('POST', '/archive', { sessionId: session.sessionId, ...body }))
      const statusOf = async (id: string) => (await get(`/archive/${id}`)).status

      it('starts one, announces it, and answers with all its fields', async () => {
        const ada = await join('ada')
        await publish(ada, 's1')
        const { status, body } = await start({ name: 'Standup', resolution: '1280x720' })
        expect(status).toBe(200)
        expect(body).toEqual({
          id: expect.stringMatching(UUID),
          status: 'started',
          name: 'Standup',
          reason: '',
          sessionId: session.sessionId,
          projectId: 123456,
          createdAt: clock.now(),
          size: 0,
          duration: 0,
          outputMode: 'composed',
          streamMode: 'auto',
          hasAudio: true,
          hasVideo: true,
          hasTranscription: false,
          sha256sum: '',
          password: '',
          updatedAt: clock.now(),
          resolution: '1280x720',
          partnerId: 123456,
          event: 'archive',
          url: null,
        })
        const created = await ada.receive('created', `/archive/${body.id}`)
        expect(created.content).toEqual({ id: body.id, name: 'Standup', status: 'started' })
        expect((await ada.receive('updated', '/stream/s1')).content).toEqual({ archiving: true })
        const stopped = await outcome(ask('POST', `/archive/${body.id}/stop`))
        expect(stopped).toMatchObject({ status: 200, body: { status: 'stopped', reason: 'user initiated' } })
        expect((await ada.receive('updated', `/archive/${body.id}`)).content).toEqual({ status: 'stopped' })
        expect((await ada.receive('updated', '/stream/s1')).content).toEqual({ archiving: false })
      })

      it('ends as failed where no media was recorded, and says why', async () => {
        const ada = await join('ada')
        await publish(ada, 's1')
        const { body } = await start()
        await ask('POST', `/archive/${body.id}/stop`)
        const failed = await until(
          () => get(`/archive/${body.id}`),
          ({ status }) => status === 'failed',
        )
        expect(failed).toMatchObject({ size: 0, duration: 0, url: null, sha256sum: '' })
        expect(failed.reason).toMatch(/media|stream/)
        expect((await outcome(ask('POST', `/archive/${body.id}/stop`))).body).toEqual({
          code: 15002,
          message:
            'You can only stop an archive that has one of the following statuses: started OR paused OR stopped',
          description:
            'You can only stop an archive that has one of the following statuses: started OR paused OR stopped',
        })
        expect(await outcome(ask('DELETE', `/archive/${body.id}`))).toMatchObject({
          status: 409,
          body: { code: 15004 },
        })
      })

      it.each<[body: object | string, what: string]>([
        ['{', 'Invalid request body'],
        [{ sessionId: '' }, 'Invalid sessionId'],
        [{ sessionId: 'nonsense' }, 'Invalid sessionId'],
        [{ hasAudio: false, hasVideo: 'False' }, 'Invalid hasVideo'],
        [{ outputMode: 'none' }, 'Invalid outputMode'],
        [{ streamMode: 'none' }, 'Invalid streamMode'],
        [{ resolution: '1x1' }, 'Invalid resolution'],
        [{ outputMode: 'individual', resolution: '640x480' }, 'Invalid resolution'],
        [{ outputMode: 'individual', layout: { type: 'pip' } }, 'Invalid layout'],
        [{ layout: { type: 'none' } }, 'Invalid layout.type'],
        [{ layout: { type: 'custom' } }, 'Invalid layout.stylesheet'],
        [{ layout: { type: 'pip', stylesheet: 'stream {}' } }, 'Invalid layout.stylesheet'],
        [{ layout: { type: 'pip', screenshareType: 'pip' } }, 'Invalid layout.screenshareType'],
        [{ layout: { type: 'bestFit', screensharetype: 'custom' } }, 'Invalid layout.screensharetype'],
        [{ maxBitrate: 99_999 }, 'Invalid maxBitrate'],
        [{ quantizationParameter: 41 }, 'Invalid quantizationParameter'],
        [{ maxBitrate: 200_000, quantizationParameter: 20 }, 'Invalid maxBitrate'],
        [{ transcriptionProperties: {} }, 'Invalid transcriptionProperties'],
      ])('refuses to start with %j', async (body, message) => {
        await join('ada')
        const given = typeof body === 'string' ? body : { sessionId: session.sessionId, ...body }
        const { status, body: answer } = await outcome(ask('POST', '/archive', given))
        expect([status, answer.message]).toEqual([400, message])
      })

      it.each([
        { name: null, resolution: null, layout: null, multiArchiveTag: null, maxBitrate: null },
        { name: '', hasAudio: true, hasVideo: true, outputMode: 'composed' },
        { hasAudio: 'true', layout: { type: 'bestFit', screenshare_type: 'pip' } },
        { layout: { type: 'bestFit', screensharetype: 'verticalPresentation' } },
        { quantizationParameter: 25.5, layout: { type: 'custom', stylesheet: 'stream {}' } },
        { hasTranscription: true, outputMode: 'individual' },
        { unknown: 1, maxBitrate: '200000' },
      ])('starts as SDKs ask for it: %j', async (body) => {
        await join('ada')
        const { status, body: archive } = await start(body)
        expect(status).toBe(200)
        expect(archive.name).toBe('name' in body ? body.name : null)
        expect('maxBitrate' in archive).toBe(body.maxBitrate === '200000')
        expect('transcription' in archive).toBe(body.hasTranscription === true)
      })

      it('refuses sessions that are relayed, empty, unknown or recorded already', async () => {
        const relayed = await createSession(transport, clock, { mediaMode: 'relayed' })
        expect(await start({ sessionId: relayed.sessionId })).toEqual({
          status: 409,
          body: {
            code: 15008,
            message: 'Only routed sessions are allowed to initiate archives.',
            description: 'Only routed sessions are allowed to initiate archives.',
          },
        })
        expect(await start()).toEqual({
          status: 404,
          body: { code: -1, message: NOBODY, description: NOBODY },
        })
        await join('ada')
        await start()
        expect(await start()).toMatchObject({ status: 409, body: { code: 15001 } })
        expect((await start({ multiArchiveTag: 'a' })).body).toMatchObject({ multiArchiveTag: 'a' })
        expect((await start({ multiArchiveTag: 'a' })).status).toBe(409)
      })

      it('wants a tag of other archives where one starts by itself with the first publisher', async () => {
        const archived = await createSession(transport, clock, { mediaMode: 'routed', archiveMode: 'always' })
        const ada = await WireClient.join(transport, archived, 'ada')
        const own = { sessionId: archived.sessionId }
        expect(await start(own)).toMatchObject({ status: 409, body: { code: 15001 } })
        const { body } = await start({ ...own, multiArchiveTag: 'by hand' })
        await ada.receive('created', `/archive/${body.id}`)
        await publish(ada, 's1')
        const ofSession = `/archive?sessionId=${archived.sessionId}`
        expect(await get(ofSession)).toMatchObject({ count: 2, items: [{ status: 'started' }, body] })
        expect(await start(own)).toMatchObject({ status: 409, body: { code: 15001 } })
      })

      it('takes fifty streams at once, and the next as soon as one has left', async () => {
        await transport.sandbox.participants.join({
          sessionId: session.sessionId,
          publish: true,
          count: 51,
        })
        const { body } = await start({ outputMode: 'individual' })
        const begun = async () => {
          const { entries } = await transport.sandbox.journal.find({
            text: 'streamArchivingChanged',
            limit: 200,
          })
          return entries.length
        }
        expect([body.status, await begun()]).toEqual(['started', 50])
        const [live] = await transport.sandbox.sessions()
        await transport.sandbox.participants.leave(live?.connections[0]?.id ?? '')
        expect(await begun()).toBe(51)
      })

      it('answers below /v2/partner with what archives had in 2016', async () => {
        await join('ada')
        const old = { below: `/v2/partner/${apiKey}` }
        const started = await outcome(ask('POST', '/archive', { sessionId: session.sessionId }, old))
        expect(Object.keys(started.body)).toEqual([
          ...['createdAt', 'duration', 'id', 'name', 'partnerId'],
          ...['reason', 'sessionId', 'size', 'status', 'url'],
        ])
        const { items } = (await outcome(ask('GET', '/archive', undefined, old))).body
        expect(items).toMatchObject([{ id: started.body.id, partnerId: 123456, url: null }])
        expect(Object.keys(items[0])).toEqual(Object.keys(started.body))
      })

      it.each([
        ['GET', ''],
        ['POST', '/stop'],
        ['DELETE', ''],
        ['PUT', '/layout'],
        ['PATCH', '/streams'],
      ])('answers %s of an unknown archive%s with 404', async (method, path) => {
        for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense']) {
          expect(
            await outcome(ask(method, `/archive/${id}${path}`, method === 'GET' ? undefined : {})),
          ).toEqual({
            status: 404,
            body: { code: -1, message: 'Not found. You passed in an invalid archive ID.' },
          })
        }
        const stranger = ask(method, `/archive/x${path}`, method === 'GET' ? undefined : {}, {
          headers: { 'X-OPENTOK-AUTH': '' },
        })
        expect((await stranger).status).toBe(403)
      })

      it('pauses without publishers, goes on with them, and stops after an hour', async () => {
        const ada = await join('ada')
        const { body } = await start()
        clock.advance(999)
        expect(await statusOf(body.id)).toBe('started')
        clock.advance(1)
        expect(await statusOf(body.id)).toBe('paused')
        expect((await get(`/archive/${body.id}`)).updatedAt).toBe(clock.now() - (clock.now() % 1000))
        await ada.receive('created', `/archive/${body.id}`)
        expect((await ada.receive('updated', `/archive/${body.id}`)).content).toEqual({ status: 'paused' })
        await publish(ada, 's1')
        expect(await statusOf(body.id)).toBe('started')
        await ada.receive('updated', `/archive/${body.id}`)
        await ada.receive('updated', '/stream/s1')
        expect(await ada.ask('delete', '/stream/s1')).toBe('200')
        clock.advance(HOUR - 1)
        expect(await statusOf(body.id)).toBe('paused')
        clock.advance(1)
        const ended = await until(
          () => get(`/archive/${body.id}`),
          ({ status }) => status === 'stopped' || status === 'failed',
        )
        expect(ended.status).not.toBe('paused')
        const { entries } = await transport.sandbox.journal.find({ text: 'archiveChanged' })
        expect(entries.map(({ text }) => text).join()).toContain('stopped')
      })

      it('stops a minute after its start if nobody publishes, and after the last client has left', async () => {
        const ada = await join('ada')
        const idle = await start()
        clock.advance(60_000)
        expect(['stopped', 'failed']).toContain(await statusOf(idle.body.id))
        await publish(ada, 's1').catch(() => {})
        const { body } = await start()
        ada.sendFrame('DISCONNECT', { reconnect: '' })
        await ada.socket.closed
        await until(
          () => statusOf(body.id),
          (status) => status === 'paused',
        )
        clock.advance(59_999)
        expect(await statusOf(body.id)).toBe('paused')
        clock.advance(1)
        expect(['stopped', 'failed']).toContain(await statusOf(body.id))
      })

      it('stops after four hours of recording, pauses not counted', async () => {
        const ada = await join('ada')
        await publish(ada, 's1')
        const { body } = await start()
        await ada.receive('created', `/archive/${body.id}`)
        await ada.receive('updated', '/stream/s1')
        clock.advance(2 * HOUR)
        expect(await ada.ask('delete', '/stream/s1')).toBe('200')
        await until(
          () => statusOf(body.id),
          (status) => status === 'paused',
        )
        clock.advance(HOUR / 2)
        await ada.receive('deleted', '/stream/s1')
        await ada.receive('updated', `/archive/${body.id}`)
        await publish(ada, 's1')
        clock.advance(2 * HOUR - 1)
        expect(await statusOf(body.id)).toBe('started')
        clock.advance(1)
        expect(['stopped', 'failed']).toContain(await statusOf(body.id))
      })

      it('lists them newest first, by pages, and counts all of them', async () => {
        expect(await get('/archive')).toEqual({ count: 0, items: [] })
        await join('ada')
        const ids: string[] = []
        for (let i = 0; i < 3; i++) {
          ids.unshift((await start({ multiArchiveTag: String(i) })).body.id)
          clock.advance(10)
        }
        const page = async (query: string) => {
          const { count, items } = await get(`/archive${query}`)
          return [count, items.map(({ id }: { id: string }) => ids.indexOf(id)).join()]
        }
        expect(await page('?')).toEqual([3, '0,1,2'])
        expect(await page('?offset=1&count=1')).toEqual([3, '1'])
        expect(await page('?count=0')).toEqual([3, ''])
        expect(await page(`?sessionId=${session.sessionId}&`)).toEqual([3, '0,1,2'])
        expect(await page('?sessionId=1_x')).toEqual([0, ''])
        for (const query of ['?offset=-1', '?count=1001', '?count=x']) {
          expect((await ask('GET', `/archive${query}`)).status).toBe(400)
        }
      })

      it('takes the streams of a manual archive one by one', async () => {
        const ada = await join('ada')
        await publish(ada, 's1')
        const patch = async (id: string, body: object) =>
          (await ask('PATCH', `/archive/${id}/streams`, body)).status
        const automatic = await start({ multiArchiveTag: 'auto' })
        expect(await patch(automatic.body.id, { addStream: 's1' })).toBe(405)
        const { body } = await start({ streamMode: 'manual' })
        expect(body.streams).toEqual([])
        expect(await patch(body.id, { addStream: 's1', hasVideo: false })).toBe(204)
        expect((await get(`/archive/${body.id}`)).streams).toEqual([
          { streamId: 's1', hasAudio: true, hasVideo: false },
        ])
        expect(await patch(body.id, { addStream: 's1' })).toBe(204)
        expect((await get(`/archive/${body.id}`)).streams).toEqual([
          { streamId: 's1', hasAudio: true, hasVideo: true },
        ])
        expect(await patch(body.id, { addStream: 's9' })).toBe(404)
        expect(await patch(body.id, { removeStream: 's9' })).toBe(404)
        expect(await patch(body.id, {})).toBe(400)
        expect(await patch(body.id, { addStream: 's1', removeStream: 's1' })).toBe(400)
        expect(await patch(body.id, { addStream: 's1', hasAudio: false, hasVideo: false })).toBe(400)
        expect(await patch(body.id, { removeStream: 's1' })).toBe(204)
        expect(await statusOf(body.id)).toBe('paused')
      })

      it('changes the layout of a composed archive that runs', async () => {
        await join('ada')
        const layout = async (id: string, body: object) =>
          (await ask('PUT', `/archive/${id}/layout`, body)).status
        const { body } = await start()
        expect(await layout(body.id, { type: 'custom', stylesheet: 'stream {width: 10%}' })).toBe(200)
        expect(await layout(body.id, { type: 'pip', stylesheet: 'x' })).toBe(400)
        const individual = await start({ outputMode: 'individual', multiArchiveTag: 'i' })
        expect(individual.body).not.toHaveProperty('resolution')
        expect(await layout(individual.body.id, { type: 'pip' })).toBe(400)
      })

      it('gives a placeholder that says that it is one, where that was asked for', async () => {
        await transport.sandbox.services.simulate(['archives'])
        const ada = await join('ada')
        await publish(ada, 's1')
        const { body } = await start()
        await ask('POST', `/archive/${body.id}/stop`)
        const archive = await until(
          () => get(`/archive/${body.id}`),
          ({ status }) => status === 'available',
        )
        const told = await ask('GET', `/archive/${body.id}`)
        expect(told.headers.get('X-OpenTok-Sandbox-Simulated')).toBe('archives')
        const file = await download(archive.url)
        const bytes = new Uint8Array(await file.arrayBuffer())
        expect([file.status, bytes.length]).toEqual([200, archive.size])
        expect(file.headers.get('X-OpenTok-Sandbox-Simulated')).toBe('archives')
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
        expect(archive.sha256sum).toBe(btoa(String.fromCharCode(...digest)))
        expect(archive).toMatchObject({ duration: 3, reason: 'user initiated' })
        const listed = (await transport.sandbox.services.list()).archives
        expect(listed).toMatchObject([{ id: body.id, isPlaceholder: true, status: 'available' }])
        clock.advance(601_000)
        const late = await download(archive.url)
        expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('expired')])
        clock.advance(72 * HOUR)
        expect(await get(`/archive/${body.id}`)).toMatchObject({ status: 'expired', url: null })
      })

      it('deletes a file: it is listed no more, and still told of', async () => {
        await transport.sandbox.services.simulate(['archives'])
        await join('ada')
        const { body } = await start()
        await ask('POST', `/archive/${body.id}/stop`)
        const { url } = await until(
          () => get(`/archive/${body.id}`),
          ({ status }) => status === 'available',
        )
        for (let i = 0; i < 2; i++) expect((await ask('DELETE', `/archive/${body.id}`)).status).toBe(204)
        expect(await get(`/archive/${body.id}`)).toMatchObject({ status: 'deleted', url: null })
        expect(await get('/archive')).toEqual({ count: 0, items: [] })
        expect((await download(url)).status).toBe(404)
      })

      it('keeps a storage target, and never shows its secret', async () => {
        const target = {
          type: 's3',
          config: {
            accessKey: 'AK',
            secretKey: 'very-secret-key',
            bucket: 'b',
            endpoint: 'http://127.0.0.1:1',
          },
          fallback: 'opentok',
        }
        expect((await ask('PUT', '/archive/storage', target)).status).toBe(200)
        expect((await ask('PUT', '/archive/storage', { type: 's3' })).status).toBe(400)
        expect((await ask('DELETE', '/archive/storage')).status).toBe(204)
        const told = JSON.stringify(await transport.sandbox.journal.find())
        expect(told).not.toContain('very-secret-key')
        expect(told).toContain('accessKey')
      })

      it('answers what the pages of OpenTok’s samples ask of their server', async () => {
        const ada = await join('ada')
        const open = (method: string, path: string, body?: object) =>
          transport.fetch(
            new Request(`https://api.opentok.com${path}`, {
              method,
              ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
            }),
          )
        const { id, status } = await (
          await open('POST', '/archive/start', { sessionId: session.sessionId })
        ).json()
        expect(status).toBe('started')
        await ada.receive('created', `/archive/${id}`)
        expect((await (await open('GET', '/archive')).json()).count).toBe(1)
        expect((await (await open('GET', `/archive/${id}`)).json()).id).toBe(id)
        expect(await (await open('GET', `/archive/${id}/view`)).text()).toContain('started')
        expect((await (await open('POST', `/archive/${id}/stop`, {})).json()).status).toBe('stopped')
        expect((await open('POST', '/archive/start', { sessionId: 'x' })).status).toBe(400)
        expect((await open('GET', '/archive/x')).status).toBe(404)
        const captions = await (
          await open('POST', '/captions/start', { sessionId: session.sessionId, token: 'any' })
        ).json()
        expect(captions).toEqual({ id: expect.stringMatching(UUID) })
        expect(await (await open('POST', `/captions/${captions.id}/stop`, {})).json()).toEqual({
          status: 202,
        })
      })
    })

    it.each([
      ['GET', '/archive'],
      ['DELETE', '/archive/x'],
      ['PUT', '/archive'],
      ['GET', '/dial'],
      ['PUT', '/callback'],
      ['GET', '/nonsense'],
    ])('refuses %s %s with the wrong credentials of curl before anything else', async (method, path) => {
      const wrong = { 'X-OPENTOK-AUTH': '', 'X-TB-PARTNER-AUTH': `${apiKey}:wrong`, 'User-Agent': 'curl/8' }
      const answer = await outcome(ask(method, path, undefined, { headers: wrong }))
      expect(answer).toEqual({ status: 403, body: { code: -1, message: 'Invalid partner credentials' } })
      const none = await outcome(ask(method, path, undefined, { headers: { 'X-OPENTOK-AUTH': '' } }))
      expect(none).toMatchObject({ status: 403, body: { message: 'No suitable authentication found' } })
    })

    it('says of the archives of 2012 that they are not supported', async () => {
      const paths = [
        '/hl/archive/getmanifest/1',
        '/archive/getmanifest/1',
        '/hl/archive/stitch/1',
        '/archive/1/stitch',
      ]
      for (const path of paths) {
        expect(await outcome(ask('GET', path, undefined, { below: '' }))).toMatchObject({
          status: 501,
          body: { message: expect.stringContaining('Flash') },
        })
      }
    })

    describe('broadcasts', () => {
      const start = (body: object = {}) =>
        outcome(ask('POST', '/broadcast', { sessionId: session.sessionId, outputs: { hls: {} }, ...body }))

      it('starts one, and answers with all its fields', async () => {
        await join('ada')
        const rtmp = { id: 'foo', serverUrl: 'rtmp://127.0.0.1:1/app', streamName: 'live' }
        const { status, body } = await start({ outputs: { hls: { dvr: true }, rtmp }, maxDuration: 60 })
        expect(status).toBe(200)
        expect(body).toMatchObject({
          id: expect.stringMatching(UUID),
          sessionId: session.sessionId,
          projectId: 123456,
          partnerId: 123456,
          status: 'started',
          streamMode: 'auto',
          hasAudio: true,
          hasVideo: true,
          maxDuration: 60,
          maxBitrate: 2_000_000,
          settings: { hls: { lowLatency: false, dvr: true } },
          event: 'broadcast',
          resolution: '640x480',
          broadcastUrls: {
            hls: expect.stringMatching(/playlist\.m3u8\?DVR$/),
            rtmp: [{ ...rtmp, status: 'connecting' }],
          },
        })
        expect(body.broadcastUrls).not.toHaveProperty('hlsStatus')
        expect((await get('/broadcast')).items[0].broadcastUrls).not.toHaveProperty('hlsStatus')
        expect((await get(`/broadcast/${body.id}`)).broadcastUrls).toHaveProperty('hlsStatus')
        expect(await get('/broadcast')).toMatchObject({ count: 1, items: [{ id: body.id }] })
        const stop = () => outcome(ask('POST', `/broadcast/${body.id}/stop`, {}))
        expect(await stop()).toMatchObject({ status: 200, body: { status: 'stopped', broadcastUrls: null } })
        expect(await stop()).toEqual({
          status: 409,
          body: {
            code: 19002,
            message: 'The broadcast has already been stopped',
            description: 'The broadcast has already been stopped',
          },
        })
        expect(await get('/broadcast/')).toEqual({ count: 0, items: [] })
        expect(await get(`/broadcast/${body.id}`)).toMatchObject({ status: 'stopped', broadcastUrls: null })
      })

      it('gives each address an ID that no other has', async () => {
        await join('ada')
        const address = { serverUrl: 'rtmp://127.0.0.1:1/app', streamName: 'live' }
        const rtmp = [{ id: 'rtmp-2', ...address }, address, address]
        const { body } = await start({ outputs: { rtmp } })
        const ids = body.broadcastUrls.rtmp.map(({ id }: { id: string }) => id)
        expect([ids[0], new Set(ids).size]).toEqual(['rtmp-2', 3])
      })

      it.each<[body: object, what: string]>([
        [{ outputs: {} }, 'Invalid outputs'],
        [{ outputs: { rtmp: [] } }, 'Invalid outputs'],
        [{ outputs: { hls: { dvr: true, lowLatency: true } } }, 'Invalid outputs.hls'],
        [
          { outputs: { rtmp: Array(6).fill({ serverUrl: 'rtmp://a/b', streamName: 'c' }) } },
          'Invalid outputs.rtmp',
        ],
        [
          { outputs: { rtmp: [{ serverUrl: 'http://a/b', streamName: 'c' }] } },
          'Invalid outputs.rtmp[0].serverUrl',
        ],
        [{ outputs: { rtmp: [{ serverUrl: 'rtmp://a/b' }] } }, 'Invalid outputs.rtmp[0].streamName'],
        [{ maxDuration: 59 }, 'Invalid maxDuration'],
        [{ maxBitrate: 1 }, 'Invalid maxBitrate'],
        [{ layout: 'none' }, 'Invalid layout.type'],
      ])('refuses to start with %j', async (body, message) => {
        await join('ada')
        const { status, body: answer } = await start(body)
        expect([status, answer.message]).toEqual([400, message])
      })

      it('refuses relayed and empty sessions, and a second one under the same tag', async () => {
        const relayed = await createSession(transport, clock, { mediaMode: 'relayed' })
        expect((await start({ sessionId: relayed.sessionId })).status).toBe(409)
        expect((await start()).status).toBe(404)
        await join('ada')
        await start({ layout: 'bestFit', maxBitRate: 400_000 })
        expect(await start()).toMatchObject({
          status: 409,
          body: { message: 'Session is already composed for given tag with code 409' },
        })
        expect((await start({ multiBroadcastTag: 'x' })).body).toMatchObject({ multiBroadcastTag: 'x' })
      })

      it('stops by itself after its time, and a minute after the last client has left', async () => {
        const ada = await join('ada')
        const first = await start({ maxDuration: 100 })
        clock.advance(100_000)
        expect((await get(`/broadcast/${first.body.id}`)).status).toBe('stopped')
        const second = await start()
        ada.sendFrame('DISCONNECT', { reconnect: '' })
        await ada.socket.closed
        await until(
          () => transport.sandbox.sessions(),
          (sessions) => sessions.length === 0,
        )
        clock.advance(59_999)
        expect((await get(`/broadcast/${second.body.id}`)).status).toBe('started')
        clock.advance(1)
        expect((await get(`/broadcast/${second.body.id}`)).status).toBe('stopped')
      })

      it('changes its layout and, if it is manual, its streams', async () => {
        const ada = await join('ada')
        await publish(ada, 's1')
        const { body } = await start({ streamMode: 'manual' })
        const patch = async (change: object) =>
          (await ask('PATCH', `/broadcast/${body.id}/streams`, change)).status
        expect(await patch({ addStream: 's1', broadcastId: body.id })).toBe(204)
        expect((await get(`/broadcast/${body.id}`)).streams).toEqual([
          { streamId: 's1', hasAudio: true, hasVideo: true },
        ])
        expect(await patch({ removeStream: 's1' })).toBe(204)
        expect(await patch({ removeStream: 's1' })).toBe(404)
        const layout = await outcome(ask('PUT', `/broadcast/${body.id}/layout`, { type: 'pip' }))
        expect(layout).toMatchObject({ status: 200, body: { id: body.id } })
        const automatic = await start({ multiBroadcastTag: 'auto' })
        expect(
          (await ask('PATCH', `/broadcast/${automatic.body.id}/streams`, { addStream: 's1' })).status,
        ).toBe(405)
        expect((await ask('GET', '/broadcast/x')).status).toBe(404)
      })
    })

    describe('live captions', () => {
      const start = async (body: object = {}) =>
        outcome(
          ask('POST', '/captions', {
            sessionId: session.sessionId,
            token: await token('moderator'),
            ...body,
          }),
        )

      it('turns them on once, tells of them, and turns them off', async () => {
        await join('ada')
        const { status, body } = await start({ languageCode: 'en-US', statusCallbackUrl: null })
        expect([status, body]).toEqual([202, { captionsId: expect.stringMatching(UUID) }])
        expect(await start()).toEqual({
          status: 409,
          body: {
            code: 60003,
            message: 'Audio captioning is already enabled',
            description: 'Audio captioning is already enabled',
          },
        })
        clock.advance(5000)
        expect(await get(`/captions/${body.captionsId}`)).toMatchObject({
          captionId: body.captionsId,
          status: 'started',
          duration: 5,
          languageCode: 'en-US',
        })
        const stop = () => ask('POST', `/captions/${body.captionsId}/stop`)
        const stopped = await stop()
        expect([stopped.status, stopped.headers.get('Content-Type')]).toEqual([202, null])
        expect((await stop()).status).toBe(404)
        expect((await ask('POST', '/captions/x/stop')).status).toBe(404)
      })

      it.each<[object, string]>([
        [{ token: 'nonsense' }, 'Invalid token'],
        [{ token: null }, 'Invalid token'],
        [{ languageCode: 'xx' }, 'Invalid languageCode'],
        [{ maxDuration: 42 }, 'Invalid maxDuration'],
        [{ statusCallbackUrl: 'ftp://example.com/x' }, 'Invalid statusCallbackUrl'],
      ])('refuses to start with %j', async (body, message) => {
        await join('ada')
        const { status, body: answer } = await start(body)
        expect([status, answer.message]).toEqual([400, message])
      })

      it('wants a moderator and a routed session with clients', async () => {
        expect((await start()).status).toBe(404)
        await join('ada')
        expect((await start({ token: await token('publisher') })).body.message).toBe('Invalid token')
      })

      it('sends what is said to those who subscribe to the captions of the stream', async () => {
        const ada = await join('ada')
        await publish(ada, 's1', [{ id: 'caption1', type: 'data', active: true }])
        const { captions } = transport.sandbox
        await expect(captions.say('s1', 'hello')).rejects.toThrow('captions.start')
        await start()
        await expect(captions.say('s9', 'hello')).rejects.toThrow('streamId')
        const subscriber = { id: 'q1', channel: [{ id: 'caption1', type: 'data', active: false }] }
        const [bob, eve] = [await join('bob'), await join('eve')]
        await bob.receive('created', '/connection/eve')
        for (const client of [bob, eve])
          expect(await client.ask('create', `/stream/s1/subscriber/of-${client.id}`, subscriber)).toBe('200')
        const channel = '/stream/s1/subscriber/of-bob/channel/caption1'
        expect(await bob.ask('update', channel, { active: true })).toBe('200')
        expect(await captions.say('s1', 'hel', { final: false })).toEqual({ sent: true })
        await captions.say('s1', 'hello')
        for (const [text, isFinal] of [
          ['hel', false],
          ['hello', true],
        ]) {
          const frame = await bob.socket.next()
          const { method, uri, content } = JSON.parse(frame.body)
          expect([method, uri]).toEqual([
            'data',
            expect.stringContaining('/stream/s1/channel/caption1/data/'),
          ])
          expect(JSON.parse(content.data)).toEqual({ caption: { text }, streamId: 's1', isFinal })
        }
        await eve.settle()
      })

      it('lets a participant speak a script, word by word', async () => {
        const { participants } = transport.sandbox
        const { sessionId } = session
        const [ada] = await participants.join({ sessionId, name: 'Ada', publish: { captions: true } })
        const { connectionId = '', streamId = '' } = ada ?? {}
        await expect(participants.speak(connectionId, 'hello')).rejects.toThrow('captions.start')
        const bob = await join('bob')
        const subscriber = { id: 'q1', channel: [{ id: 'caption1', type: 'data', active: true }] }
        expect(await bob.ask('create', `/stream/${streamId}/subscriber/q1`, subscriber)).toBe('200')
        await start({ partialCaptions: false })
        expect(await participants.speak(connectionId, ['hello there', 'bye'])).toEqual({ duration: 1600 })
        const heard = async (): Promise<string> => {
          const { method, content } = JSON.parse((await bob.socket.next()).body)
          // Media is negotiated meanwhile.
          return method === 'data' ? JSON.parse(content.data).caption.text : heard()
        }
        clock.advance(600)
        expect(await heard()).toBe('hello there')
        clock.advance(1000)
        expect(await heard()).toBe('bye')
        await expect(participants.speak(connectionId, '')).rejects.toThrow('script')
      })

      it('ends after its time, and with the session', async () => {
        const ada = await join('ada')
        const first = await start({ maxDuration: 300 })
        clock.advance(300_000)
        expect((await get(`/captions/${first.body.captionsId}`)).status).toBe('stopped')
        const second = await start()
        ada.sendFrame('DISCONNECT', { reconnect: '' })
        await ada.socket.closed
        await until(
          () => get(`/captions/${second.body.captionsId}`),
          ({ status }) => status === 'stopped',
        )
      })
    })

    describe('SIP', () => {
      const dial = async (path = '/dial', sip: object = {}, body: object = {}) =>
        outcome(
          ask('POST', path, {
            sessionId: session.sessionId,
            token: await token('publisher', 'phone'),
            sip: { uri: 'sip:bob@example.com;transport=tls', ...sip },
            ...body,
          }),
        )

      it.each(['/dial', '/call'])(
        'shows a telephone at %s at once, which goes again: none is reached',
        async (path) => {
          const ada = await join('ada')
          const { status, body } = await dial(path, { headers: null, auth: null })
          expect(status).toBe(200)
          expect(body).toEqual({
            id: expect.stringMatching(UUID),
            projectId: apiKey,
            sessionId: session.sessionId,
            connectionId: expect.stringMatching(UUID),
            streamId: expect.stringMatching(UUID),
            createdAt: clock.now(),
            updatedAt: clock.now(),
          })
          expect((await ada.receive('created', `/connection/${body.connectionId}`)).content.data).toBe(
            'phone',
          )
          await ada.receive('created', `/stream/${body.streamId}`)
          const tones = ask('POST', `/session/${session.sessionId}/play-dtmf`, { digits: '1' })
          expect((await tones).status).toBe(404)
          expect((await transport.sandbox.services.list()).guests).toMatchObject([{ status: 'unreachable' }])
          clock.advance(1000)
          await ada.receive('deleted', `/stream/${body.streamId}`)
          await ada.receive('deleted', `/connection/${body.connectionId}`)
        },
      )

      it('plays one where that was asked for: it hears tones, obeys, and hangs up', async () => {
        await transport.sandbox.services.simulate(['sip'])
        const ada = await join('ada')
        const { body } = await dial('/dial', { observeForceMute: true })
        await ada.receive('created', `/connection/${body.connectionId}`)
        expect((await ada.receive('created', `/stream/${body.streamId}`)).content.name).toContain('simulated')
        const play = (path: string, digits: unknown) =>
          outcome(ask('POST', `/session/${session.sessionId}${path}/play-dtmf`, { digits }))
        expect(await play('', '12p')).toEqual({ status: 200, body: {} })
        expect(await play(`/connection/${body.connectionId}`, '#*')).toEqual({ status: 200, body: {} })
        expect(await play('', 'abc')).toEqual({
          status: 400,
          body: { code: 400, message: 'Invalid DTMF Digits' },
        })
        expect((await play('', '')).status).toBe(400)
        expect((await play('/connection/nobody', '1')).status).toBe(404)
        const { guests } = await transport.sandbox.services.list()
        expect(guests).toMatchObject([{ kind: 'sip', digits: '12p#*' }])
        await ask('POST', `/session/${session.sessionId}/stream/${body.streamId}/mute`)
        expect((await ada.receive('updated', `/stream/${body.streamId}/channel/audio1`)).content).toEqual({
          active: false,
        })
        await transport.sandbox.services.hangUp(body.id)
        await ada.receive('deleted', `/stream/${body.streamId}`)
        await ada.receive('deleted', `/connection/${body.connectionId}`)
        expect((await play('', '1')).status).toBe(404)
      })

      it('goes when a moderator disconnects it', async () => {
        await transport.sandbox.services.simulate(['sip'])
        await join('ada')
        const { body } = await dial()
        const path = `/session/${session.sessionId}/connection/${body.connectionId}`
        expect((await ask('DELETE', path)).status).toBe(204)
        expect((await transport.sandbox.services.list()).guests).toEqual([])
      })

      it.each<[sip: object, body: object, message: string]>([
        [{ uri: 'bob@example.com' }, {}, 'Invalid sip.uri'],
        [{ from: 'me' }, {}, 'Invalid sip.from'],
        [{ auth: { username: 'u' } }, {}, 'Invalid sip.auth'],
        [{ headers: { a: {} } }, {}, 'Invalid sip.headers'],
        [{}, { token: 'x' }, 'Invalid token'],
        [{}, { sip: null }, 'Invalid sip'],
      ])('refuses %j %j', async (sip, body, message) => {
        const { status, body: answer } = await dial('/dial', sip, body)
        expect([status, answer.message]).toEqual([400, message])
      })
    })

    describe('Experience Composers', () => {
      const start = async (body: object = {}) =>
        outcome(
          ask('POST', '/render', {
            sessionId: session.sessionId,
            token: await token(),
            url: 'http://127.0.0.1:1/page-of-nobody',
            ...body,
          }),
        )

      it('starts, tells of itself, and ends as failed where the page cannot be opened', async () => {
        const { status, body } = await start({ properties: { name: 'Composed' }, maxDuration: 1800 })
        expect(status).toBe(202)
        expect(body).toMatchObject({
          id: expect.stringMatching(UUID),
          sessionId: session.sessionId,
          projectId: apiKey,
          url: 'http://127.0.0.1:1/page-of-nobody',
          status: 'starting',
          resolution: '1280x720',
        })
        expect(body).not.toHaveProperty('streamId')
        expect(await get('/render?count=1000')).toMatchObject({ count: 1, items: [{ id: body.id }] })
        expect((await ask('GET', '/render?count=0')).status).toBe(400)
        expect((await ask('GET', '/render/x')).status).toBe(404)
        expect((await ask('POST', `/render/${body.id}`)).status).toBe(405)
      })

      it.each<[object, string]>([
        [{ url: 'http://short' }, 'Invalid url'],
        [{ url: 'ftp://example.com/page' }, 'Invalid url'],
        [{ url: null }, 'Invalid url'],
        [{ maxDuration: 59 }, 'Invalid maxDuration'],
        [{ resolution: '1x1' }, 'Invalid resolution'],
        [{ token: 'x' }, 'Invalid token'],
        [{ properties: { name: 'x'.repeat(201) } }, 'Invalid properties.name'],
      ])('refuses %j', async (body, message) => {
        const { status, body: answer } = await start(body)
        expect([status, answer.message]).toEqual([400, message])
      })

      it('stops with the status that each SDK needs', async () => {
        const stop = async (userAgent: string) => {
          const { body } = await start()
          const options = { headers: { 'User-Agent': userAgent } }
          const path = `/render/${body.id}`
          const { status } = await ask('DELETE', path, undefined, options)
          // It may have failed before: then it is over.
          return status
        }
        expect([200, 404]).toContain(await stop('OpenTok-Java-SDK/4'))
        expect([204, 404]).toContain(await stop('OpenTok-Ruby-SDK/4'))
      })
    })

    it('refuses to connect audio to a WebSocket that nobody accepts', async () => {
      const connect = async (websocket: object | undefined) =>
        outcome(ask('POST', '/connect', { sessionId: session.sessionId, token: await token(), websocket }))
      const uri = 'ws://127.0.0.1:1/nobody'
      for (const [websocket, message] of [
        [undefined, 'Invalid websocket'],
        [{ uri: 'http://127.0.0.1/x' }, 'Invalid websocket.uri'],
        [{ uri, audioRate: 44_100 }, 'Invalid websocket.audioRate'],
        [{ uri, headers: { a: 'x'.repeat(512) } }, 'Invalid websocket.headers'],
        [{ uri }, 'The other server'],
      ] as const) {
        const { status, body } = await connect(websocket)
        expect([status, body.message]).toEqual([400, expect.stringContaining(message)])
      }
      expect((await ask('POST', '/connect/x/stop')).status).toBe(404)
    })

    describe('callbacks', () => {
      it('registers them, lists them and forgets them', async () => {
        const callback = { group: 'connection', event: 'created', url: 'http://127.0.0.1:1/x' }
        const { status, body } = await outcome(ask('POST', '/callback', callback))
        expect([status, body]).toEqual([
          200,
          { id: expect.stringMatching(UUID), ...callback, createdAt: clock.now() },
        ])
        expect(await get('/callback')).toEqual([body])
        expect((await ask('DELETE', `/callback/${body.id}`)).status).toBe(204)
        expect((await ask('DELETE', `/callback/${body.id}`)).status).toBe(404)
        expect(await get('/callback')).toEqual([])
        for (const bad of [
          { ...callback, event: 'x' },
          { ...callback, url: 'x' },
          { ...callback, group: 'sip' },
        ])
          expect((await ask('POST', '/callback', bad)).status).toBe(400)
      })

      it('refuses a receiver on the internet, and says so', async () => {
        await transport.sandbox.callbacks.set({ session: 'https://example.com/hook' })
        await join('ada')
        const { deliveries } = await transport.sandbox.callbacks.list()
        expect(deliveries.map(({ event, status }) => `${event} ${status}`)).toEqual([
          'connectionCreated refused',
          'sessionCreated refused',
        ])
        expect(deliveries[0]?.body).toMatchObject({
          sessionId: session.sessionId,
          projectId: apiKey,
          event: 'connectionCreated',
          timestamp: clock.now(),
          connection: { id: 'ada', createdAt: clock.now(), data: '' },
        })
        const { entries } = await transport.sandbox.journal.find({ kind: 'callback' })
        expect(entries).toHaveLength(2)
      })

      it('shows no secret of them', async () => {
        const target = { url: 'http://127.0.0.1:1/hook', signatureSecret: 'a-very-secret-text' }
        const shown = await transport.sandbox.callbacks.set({ archive: target })
        expect(shown).toEqual({ archive: { url: target.url, secure: true } })
        expect(JSON.stringify(await transport.sandbox.journal.find())).not.toContain('very-secret')
        await expect(transport.sandbox.callbacks.set({ nonsense: 'x' } as never)).rejects.toThrow('nonsense')
        await expect(transport.sandbox.callbacks.set({ archive: 'x' })).rejects.toThrow('archive')
        expect(await transport.sandbox.callbacks.set({ archive: null })).toEqual({})
      })
    })

    describe('the administration of projects', () => {
      const admin = async (method: string, path: string, body?: object) =>
        outcome(
          ask(method, path, body, {
            below: '/v2/project',
            headers: { 'X-OPENTOK-AUTH': await jwt({ ist: 'account' }) },
          }),
        )

      it('creates, lists, suspends, refreshes and deletes projects, live at once', async () => {
        const { status, body } = await admin('POST', '', { name: 'Joe Montana' })
        expect(status).toBe(200)
        expect(body).toEqual({
          id: expect.stringMatching(/^\d{8}$/),
          secret: expect.stringMatching(/^[0-9a-f]{40}$/),
          status: 'ACTIVE',
          name: 'Joe Montana',
          environment: 'standard',
          createdAt: clock.now(),
        })
        const ids = ({ body: projects }: { body: { id: string }[] }) => projects.map(({ id }) => id)
        expect(ids(await admin('GET', '/'))).toContain(body.id)
        const create = async (secret: string) => {
          const headers = { 'X-OPENTOK-AUTH': await jwt({ iss: body.id }, secret) }
          const url = 'https://api.opentok.com/session/create'
          return (await transport.fetch(new Request(url, { method: 'POST', headers }))).status
        }
        expect(await create(body.secret)).toBe(200)
        expect((await admin('PUT', `/${body.id}`, { status: 'SUSPENDED' })).body.status).toBe('SUSPENDED')
        expect(await create(body.secret)).toBe(403)
        await admin('PUT', `/${body.id}`, { status: 'ACTIVE' })
        const refreshed = await admin('POST', `/${body.id}/refreshSecret`)
        expect(refreshed.body.secret).not.toBe(body.secret)
        expect([await create(body.secret), await create(refreshed.body.secret)]).toEqual([403, 200])
        expect((await admin('DELETE', `/${body.id}`)).status).toBe(204)
        expect(await create(refreshed.body.secret)).toBe(403)
        expect((await admin('GET', `/${body.id}`)).status).toBe(404)
        expect((await admin('PUT', `/${apiKey}`, {})).status).toBe(400)
        expect((await admin('PUT', `/${apiKey}`, { environmentId: 'x' })).status).toBe(400)
        expect((await admin('PUT', `/${apiKey}`, { environmentId: '261' })).status).toBe(200)
      })

      it('lets the only project out of its suspension with its own key', async () => {
        expect((await admin('PUT', `/${apiKey}`, { status: 'SUSPENDED' })).status).toBe(200)
        expect((await ask('GET', '/archive')).status).toBe(403)
        expect((await admin('PUT', `/${apiKey}`, { status: 'ACTIVE' })).status).toBe(200)
        expect((await ask('GET', '/archive')).status).toBe(200)
      })

      it('is closed to projects themselves', async () => {
        for (const [method, path] of [
          ['GET', ''],
          ['POST', ''],
          ['GET', `/${apiKey}`],
          ['DELETE', `/${apiKey}`],
        ] as const) {
          expect((await ask(method, path, undefined, { below: '/v2/project' })).status).toBe(403)
        }
      })

      it('does not let a suspended project’s clients in', async () => {
        const text = await session.generateToken()
        await admin('PUT', `/${apiKey}`, { status: 'SUSPENDED' })
        const client = new WireClient(transport, session, 'late')
        expect((await client.connect(text)).headers.get('STATUS')).toBe('403')
      })
    })
  })
}
