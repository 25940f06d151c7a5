import { OpenTok, type Session } from '@opentok-sandbox/core'
import {
  DEVELOPMENT_PROJECT,
  FAULT_HEADER,
  type FaultRule,
  type JournalEntry,
  type Sandbox,
} from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession, WireClient } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const START = Date.UTC(2014, 2, 17, 7, 41, 31)

/** Lets everything else that is to be done be done. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve))

/** What the journal, the clock, faults, participants and states must do, wherever the sandbox is. */
export function instrumentContract(name: string, open: OpenTransport): void {
  describe(`instruments over ${name}`, () => {
    let clock: TestClock
    let transport: Transport
    let sandbox: Sandbox
    let session: Session
    beforeEach(async () => {
      clock = createTestClock(START)
      transport = await open({ seed: 1, clock, log: () => {} })
      sandbox = transport.sandbox
      session = await createSession(transport, clock)
    })
    afterEach(() => transport.close())

    const texts = (entries: readonly JournalEntry[]) => entries.map(({ text }) => text)
    const request = (headers: Record<string, string> = {}) =>
      transport.fetch(
        new Request('https://api.opentok.com/session/create', {
          method: 'POST',
          headers: { 'X-TB-PARTNER-AUTH': `${apiKey}:${apiSecret}`, ...headers },
        }),
      )
    const create = () =>
      new OpenTok({
        ...DEVELOPMENT_PROJECT,
        clock,
        retry: 0,
        fetch: (...input) => transport.fetch(new Request(...input)),
      }).createSession()

    describe('the journal', () => {
      it('numbers what happens, and tells what each entry was brought about by', async () => {
        const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
        await ada.ask('signal', '/signal/s', { type: 'chat', data: 'hi' })
        await ada.receive('signal', '/signal/s')
        const { entries, next, dropped } = await sandbox.journal.find({ session: session.sessionId })
        const numbers = entries.map(({ seq }) => seq)
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
        expect(numbers[0]).toBe(1)
        expect(dropped).toBe(0)
        expect(next).toBeGreaterThanOrEqual(entries.at(-1)?.seq ?? 0)
        const sent = entries.find(({ text }) => text === 'name=Ada sent MESSAGE signal signal')
        expect(sent).toMatchObject({
          kind: 'frame',
          direction: 'in',
          method: 'signal',
          resource: 'signal',
          content: { type: 'chat', data: 'hi' },
          connection: { id: 'ada', data: 'name=Ada' },
          session: session.sessionId,
          time: new Date(START).toISOString(),
        })
        const effects = entries.filter(({ cause }) => cause === sent?.seq)
        expect(texts(effects)).toEqual([
          'name=Ada got STATUS 200 for signal signal',
          'signal of name=Ada: content {"type":"chat","data":"hi"} (by client)',
        ])
      })

      it('keeps a request with its answer, and shows neither a secret nor a token', async () => {
        await request({ 'X-Note': `mine is ${apiSecret}` })
        const { entries } = await sandbox.journal.find({ kind: 'request', text: 'session/create', after: 1 })
        expect(entries).toMatchObject([
          {
            method: 'POST',
            status: 200,
            answer: { status: 200, body: expect.stringContaining('session_id') },
            text: 'POST /session/create → 200',
          },
        ])
        expect(JSON.stringify(entries)).not.toContain(apiSecret)
        const token = await session.generateToken()
        await new WireClient(transport, session, 'bob').connect(token)
        const all = await sandbox.journal.export('ndjson')
        expect(all).not.toContain(token)
      })

      it('tells of a refusal its cause and its hint', async () => {
        await request({ 'X-TB-PARTNER-AUTH': `${apiKey}:wrong-secret-of-mine` })
        const { entries } = await sandbox.journal.find({ kind: 'refusal', status: 403 })
        expect(entries).toMatchObject([
          {
            status: 403,
            hint: expect.stringContaining('is not the secret of the project'),
            cause: expect.any(Number),
          },
        ])
        expect(await sandbox.journal.export('har')).not.toContain('wrong-secret-of-mine')
      })

      it('finds by kind, client, text and number, and a page at a time', async () => {
        await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
        await WireClient.join(transport, session, 'bob', { data: 'name=Bob' })
        const find = async (query: object) => texts((await sandbox.journal.find(query)).entries)
        expect(await find({ kind: 'event', connection: 'name=B*' })).toEqual([
          'connectionCreated of name=Bob (by client)',
        ])
        expect(await find({ connection: 'ada', text: 'SENT connect' })).toEqual(['ada sent CONNECT'])
        const first = await sandbox.journal.find({ limit: 3 })
        expect(first.entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
        expect((await sandbox.journal.find({ limit: 1, after: first.next })).entries[0]?.seq).toBe(4)
        await sandbox.journal.clear()
        expect(await find({})).toEqual([])
        await sandbox.fail({ on: 'config' })
        expect((await sandbox.journal.find()).entries).toMatchObject([
          { kind: 'command', command: 'fail', seq: expect.any(Number) },
        ])
      })

      it('waits for what is to happen, and does not wait for what has happened', async () => {
        const waiting = sandbox.journal.waitFor({ kind: 'event', text: 'connectionCreated' })
        await WireClient.join(transport, session, 'ada')
        expect(await waiting).toMatchObject({ event: 'connectionCreated', connection: { id: 'ada' } })
        expect(await sandbox.journal.waitFor({ text: 'session/create' })).toMatchObject({ seq: 1 })
      })

      it('tells after a wait in vain what came nearest, and how it differed', async () => {
        await request({ 'X-TB-PARTNER-AUTH': 'nobody:x' })
        const waiting = sandbox.journal
          .waitFor({ kind: 'refusal', status: 404 }, { timeout: '2s' })
          .catch((error) => error)
        // The command may still be on its way to the sandbox.
        while ((await Promise.race([waiting, turn()])) === undefined) clock.advance(2000)
        expect(await waiting).toMatchObject({ name: 'CommandError', status: 408 })
        expect((await waiting).message).toMatch(
          /^No journal entry with kind "refusal", status 404 within 2000 ms\. The nearest:\n {2}\d+\. POST \/session\/create was refused with 403 .*\(its status is 403\)/,
        )
      })

      it.each([
        [{ kind: 'x' }, 'kind: must be one of'],
        [{ after: -1 }, 'after: must be a whole number'],
        [{ state: 1 }, 'state: is not part of a journal query'],
        [{ text: '' }, 'text: must be text'],
      ])('rejects the query %j', async (query, message) => {
        await expect(sandbox.journal.find(query as object)).rejects.toMatchObject({
          status: 400,
          message: expect.stringContaining(message),
        })
      })

      it('exports HAR with the frames of each socket, and NDJSON', async () => {
        const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
        await ada.ask('signal', '/signal/s', { data: 'hi' })
        const { log } = JSON.parse(await sandbox.journal.export('har'))
        expect(log.version).toBe('1.2')
        expect(log.creator.version).toBe(manifest.version)
        expect(log.entries[0]).toMatchObject({
          startedDateTime: new Date(START).toISOString(),
          request: { method: 'POST', url: expect.stringMatching(/\/session\/create$/) },
          response: { status: 200, content: { mimeType: 'text/xml' } },
        })
        const socket = log.entries.find((entry: object) => '_webSocketMessages' in entry)
        expect(socket.response.status).toBe(101)
        expect(socket._webSocketMessages.map(({ type }: { type: string }) => type)).toContain('receive')
        expect(JSON.stringify(socket._webSocketMessages)).toContain('sent MESSAGE signal signal')
        const lines = (await sandbox.journal.export('ndjson')).trim().split('\n')
        expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_line, i) => i + 1))
        await expect(sandbox.journal.export('xml' as 'har')).rejects.toThrow(
          'format: must be one of har, ndjson',
        )
      })
    })

    describe('the clock', () => {
      it('goes forward, stands still, goes on, and back with a reset', async () => {
        expect(await sandbox.clock.now()).toBe(START)
        expect(await sandbox.clock.advance('25h')).toEqual({
          now: new Date(START + 25 * 3_600_000).toISOString(),
          frozen: false,
        })
        await sandbox.clock.freeze()
        clock.advance(1000)
        expect(await sandbox.clock.now()).toBe(START + 25 * 3_600_000)
        expect(await sandbox.clock.set('2030-01-01T00:00:00Z')).toEqual({
          now: '2030-01-01T00:00:00.000Z',
          frozen: true,
        })
        await sandbox.clock.run()
        clock.advance(500)
        expect(await sandbox.clock.now()).toBe(Date.UTC(2030, 0, 1) + 500)
        await sandbox.reset()
        expect(await sandbox.clock.now()).toBe(START + 1500)
      })

      it('lets a token expire, and admits one that is made afterwards', async () => {
        const old = await session.generateToken({ expiresIn: 3600 })
        await sandbox.clock.advance('61m')
        const refused = await new WireClient(transport, session, 'ada').connect(old)
        expect(refused.headers.get('STATUS')).toBe('403')
        // Programs that make tokens go by the machine's clock.
        clock.advance(1000)
        const renewed = await session.generateToken({ expiresIn: 3600 })
        const admitted = await new WireClient(transport, session, 'ada2').connect(renewed)
        expect(admitted.headers.get('STATUS')).toBe('200')
        const own = await sandbox.tokens.create({ sessionId: session.sessionId })
        const third = await new WireClient(transport, session, 'ada3').connect(own.token)
        expect(third.headers.get('STATUS')).toBe('200')
        expect((await create()).apiKey).toBe(apiKey)
      })

      it('brings what falls due on the way, in its order', async () => {
        const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
        ada.socket.close(1006)
        await sandbox.journal.waitFor({ text: 'socketClosed' })
        await sandbox.clock.advance('34s')
        expect(await sandbox.sessions()).toHaveLength(1)
        await sandbox.clock.advance('2s')
        expect(await sandbox.sessions()).toEqual([])
        expect(await sandbox.journal.find({ text: 'networkDisconnected' })).toMatchObject({
          entries: [{ time: new Date(START + 35_000).toISOString(), by: 'timeout' }],
        })
      })

      it.each<[string, (steered: Sandbox) => Promise<unknown>]>([
        ['advance: must be a number of milliseconds', (steered) => steered.clock.advance('soon')],
        ['advance: must be a number of milliseconds', (steered) => steered.clock.advance(-1)],
        ['set: must be a time from 1970 to 9999', (steered) => steered.clock.set('tomorrow')],
        ['set: must be a time from 1970 to 9999', (steered) => steered.clock.set(8_640_000_000_000_000)],
      ])('rejects with "%s"', async (message, call) => {
        await expect(call(sandbox)).rejects.toMatchObject({
          status: 400,
          message: expect.stringContaining(message),
        })
      })
    })

    describe('faults', () => {
      it('fire where they are narrowed to, as often as they say, and stay in the list with their hits', async () => {
        const where = { connection: 'name=Ada' }
        const { id } = await sandbox.fail({ on: 'signal', status: 429, reason: 'slow down', times: 2, where })
        const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
        const bob = await WireClient.join(transport, session, 'bob', { data: 'name=Bob' })
        await ada.receive('created', '/connection/bob')
        expect(await bob.ask('signal', '/connection/bob/signal/s', { data: 'x' })).toBe('200')
        expect(await ada.ask('signal', '/signal/1', { data: 'x' })).toBe('429 slow down')
        expect(await ada.ask('signal', '/signal/2', { data: 'x' })).toBe('429 slow down')
        expect(await ada.ask('signal', '/signal/3', { data: 'x' })).toBe('200')
        expect(await sandbox.faults()).toMatchObject([{ id, hits: 2, armed: false }])
        const { entries } = await sandbox.journal.find({ kind: 'fault' })
        expect(entries).toMatchObject([
          { fault: id, on: 'signal', connection: { data: 'name=Ada' }, cause: expect.any(Number) },
          { fault: id },
        ])
      })

      it('delay by the sandbox’s clock', async () => {
        await sandbox.fail({ on: 'session.create', delay: '90s' })
        const slow = request()
        await sandbox.journal.waitFor({ kind: 'fault' })
        await sandbox.clock.advance('90s')
        expect((await slow).status).toBe(200)
      })

      it('fire by chance, and by the same chance with the same seed', async () => {
        const statuses = async () => {
          await sandbox.reset()
          await sandbox.fail({ on: 'session.create', status: 503, times: 'always', probability: 0.5 })
          const found: number[] = []
          for (let i = 0; i < 16; i++) found.push((await request()).status)
          return found
        }
        const first = await statuses()
        expect(new Set(first)).toEqual(new Set([200, 503]))
        expect(await statuses()).toEqual(first)
      })

      it('come by their name, and with a request of its own', async () => {
        expect(await sandbox.fail('create-rate-limited', { times: 2 })).toMatchObject({
          status: 429,
          times: 2,
        })
        const limited = await request()
        expect([limited.status, limited.headers.get('Retry-After')]).toEqual([429, '5'])
        await sandbox.heal()
        expect((await request({ [FAULT_HEADER]: '503' })).status).toBe(503)
        expect((await request({ [FAULT_HEADER]: '{"status":418,"body":"tea"}' })).status).toBe(418)
        expect((await request({ [FAULT_HEADER]: 'create-timeout' })).status).toBe(408)
        expect((await request({ [FAULT_HEADER]: '{"statos":418}' })).status).toBe(400)
        expect((await request()).status).toBe(200)
      })

      it('spoil bodies: one breaks off, another one takes its time', async () => {
        await sandbox.fail('create-truncated')
        const text = request().then((response) => response.text())
        const outcome = text.catch(() => 'it broke')
        await sandbox.journal.waitFor({ kind: 'fault' })
        await passTime(outcome)
        expect(await outcome).toBe('it broke')
        await sandbox.fail('create-slow')
        const whole = request().then((response) => response.text())
        await passTime(whole)
        expect(await whole).toContain('</sessions>')
      })

      /** Lets time pass until something has come. */
      async function passTime(work: Promise<unknown>): Promise<void> {
        let isDone = false
        void work.finally(() => {
          isDone = true
        })
        while (!isDone) {
          clock.advance(200)
          await turn()
        }
      }

      it('make sockets silent, and messages late', async () => {
        const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
        await sandbox.fail({ on: 'message', delay: '1m', where: { message: 'signal signal' } })
        expect(await ada.ask('signal', '/signal/late', { data: 'x' })).toBe('200')
        expect(await ada.ask('signal', '/signal/next', { data: 'x' })).toBe('200')
        await ada.receive('signal', '/signal/next')
        await sandbox.clock.advance('1m')
        await ada.receive('signal', '/signal/late')
        await sandbox.fail({ on: 'socket', network: 'silent', where: { connection: 'ada' } })
        ada.sendFrame('PING')
        await sandbox.journal.waitFor({ kind: 'fault', text: 'silent' })
        ada.reconnect()
        await ada.settle()
      })

      it.each<[Partial<FaultRule> | { name: string }, string]>([
        [{ on: 'session.crate' as 'session.create' }, 'Did you mean "session.create"?'],
        [{ on: 'session.create', reason: 'x' }, 'reason: means nothing at session.create'],
        [{ on: 'session.create', statsu: 1 } as Partial<FaultRule>, 'Did you mean "status"?'],
        [{ on: 'socket', network: 'silnet' as 'silent' }, 'Did you mean "silent"?'],
        [{ on: 'signal', where: { path: '/x' } }, 'where.path: a rule on signal can be narrowed by'],
        [{ on: 'signal', probability: 2 }, 'probability: must be a number from 0 to 1'],
        [{ on: 'signal', delay: { min: 5, max: 1 } }, 'delay.max: must not be less'],
        [{ name: 'create-ratelimited' }, 'Did you mean "create-rate-limited"?'],
        [{ name: '__proto__' }, 'does not have "__proto__"'],
        [{ on: 'message', where: { message: 'stream created' } }, 'no message to a client is like this'],
        [
          { on: 'config', headers: { 'X-A': 'a\u0001b' } },
          'headers: the value of X-A must be text of printable',
        ],
        [{ on: 'config', headers: { Trailer: 'x' } }, 'headers: has a name that an answer cannot have'],
        [{ on: 'config', headers: [['a', 'b']] as never }, 'headers: must be an object'],
        [{ on: 'config', status: 204, network: 'slow' }, 'status: an answer with 204 has no body'],
        [{ on: 'signal', reason: 'x'.repeat(1001) }, 'reason: must have at most 1000 characters'],
      ])('say what is wrong with the rule %j', async (rule, message) => {
        await expect(sandbox.fail(rule as FaultRule)).rejects.toMatchObject({
          status: 400,
          message: expect.stringContaining(message),
        })
      })
    })

    describe('what waits', () => {
      it.each([
        ['a socket that is refused', { on: 'socket', times: 'always' }],
        ['a socket that hears nothing', { on: 'socket', network: 'half-open' }],
        ['an answer that is lost', { on: 'connect', network: 'lost' }],
      ] as [string, FaultRule][])(
        'ends at a reset: a participant that joins, and %s',
        async (_title, rule) => {
          await sandbox.fail(rule)
          const joining = sandbox.participants.join({ room: 'x' }).catch((error) => error)
          await sandbox.journal.waitFor({ kind: 'fault' })
          await sandbox.reset()
          expect(await joining).toMatchObject({ name: 'CommandError', status: 409 })
        },
      )

      it('ends at a reset: a request that hangs, and a body that takes its time', async () => {
        await sandbox.fail({ on: 'session.create', network: 'hang' })
        const hanging = request().then(
          ({ type }) => type,
          () => 'error',
        )
        await sandbox.journal.waitFor({ kind: 'fault' })
        await sandbox.fail('create-slow')
        const slow = request().then((response) => response.text())
        const outcome = slow.catch(() => 'it broke')
        await sandbox.journal.waitFor({ kind: 'fault', text: 'fault-2' })
        await turn()
        await sandbox.reset()
        expect(await hanging).toBe('error')
        expect(await outcome).toBe('it broke')
      })

      it('is sent again by a participant whose socket broke with it', async () => {
        const [ada] = await sandbox.participants.join({ room: 'x', name: 'Ada' })
        await sandbox.fail('signal-lost')
        const signaling = sandbox.participants.signal(ada?.connectionId ?? '', { data: 'x' })
        await sandbox.journal.waitFor({ kind: 'fault' })
        await turn()
        await sandbox.clock.advance('2s')
        await signaling
      })

      it('gives up: a participant that finds no way back', async () => {
        const [ada] = await sandbox.participants.join({ room: 'x', name: 'Ada' })
        await sandbox.fail({ on: 'socket', network: 'refuse', times: 'always' })
        await sandbox.drop(ada?.connectionId ?? '')
        await sandbox.clock.advance('7d')
        expect(await sandbox.participants.list()).toEqual([])
        expect(await sandbox.sessions()).toEqual([])
      })
    })

    describe('participants', () => {
      it('join, publish and signal as clients do, and others see them', async () => {
        const bob = await WireClient.join(transport, session, 'bob', { data: 'name=Bob' })
        const { sessionId } = session
        const [ada] = await sandbox.participants.join({ sessionId, name: 'Ada', publish: true })
        if (ada?.streamId === undefined) throw new Error('Ada publishes')
        expect(ada).toMatchObject({
          name: 'Ada',
          data: 'name=Ada',
          role: 'publisher',
          audio: true,
          video: true,
        })
        await bob.receive('created', `/connection/${ada.connectionId}`)
        const { content } = await bob.receive('created', `/stream/${ada.streamId}`)
        expect(content).toMatchObject({ name: 'Ada' })
        await sandbox.participants.signal(ada.connectionId, { type: 'chat', data: 'hi' })
        const signal = await sandbox.journal.waitFor({ kind: 'event', text: 'signal of name=Ada' })
        expect(signal).toMatchObject({ details: { content: { type: 'chat', data: 'hi' } } })
        expect(await sandbox.participants.list()).toEqual([ada])
      })

      it('mute, and are muted and removed by a moderator', async () => {
        const { sessionId } = session
        const bob = await WireClient.join(transport, session, 'bob', { role: 'moderator' })
        const [ada] = await sandbox.participants.join({ sessionId, name: 'Ada', publish: true })
        if (ada?.streamId === undefined) throw new Error('Ada publishes')
        await bob.receive('created', `/connection/${ada.connectionId}`)
        await bob.receive('created', `/stream/${ada.streamId}`)
        await sandbox.participants.mute(ada.connectionId, 'video')
        const video = await bob.receive('updated', `/stream/${ada.streamId}/channel/video1`)
        expect(video.content).toEqual({ active: false })
        await sandbox.participants.unmute(ada.connectionId, 'video')
        await bob.receive('updated', `/stream/${ada.streamId}/channel/video1`)
        expect(await bob.ask('update', `/stream/${ada.streamId}`, { reason: 'mute' })).toBe('200')
        const audio = await bob.receive('updated', `/stream/${ada.streamId}/channel/audio1`)
        expect(audio.content).toEqual({ active: false })
        expect(await sandbox.participants.list()).toMatchObject([{ audio: false }])
        expect(await bob.ask('delete', `/connection/${ada.connectionId}`)).toBe('200')
        await sandbox.journal.waitFor({ text: 'forceDisconnected', connection: ada.connectionId })
        expect(await sandbox.participants.list()).toEqual([])
      })

      it('come in numbers, stop publishing, leave, and crash', async () => {
        const joined = await sandbox.participants.join({
          room: 'lobby',
          name: 'Guest',
          publish: true,
          count: 3,
        })
        expect(joined.map(({ name }) => name)).toEqual(['Guest 1', 'Guest 2', 'Guest 3'])
        const [one, two, three] = joined.map(({ connectionId }) => connectionId) as [string, string, string]
        await sandbox.participants.unpublish(one)
        expect((await sandbox.sessions())[0]).toMatchObject({ streams: [{}, {}] })
        await sandbox.participants.leave(two)
        await sandbox.participants.crash(three)
        await sandbox.journal.waitFor({ text: 'clientDisconnected', connection: two })
        expect((await sandbox.sessions())[0]?.connections).toHaveLength(2)
        await sandbox.clock.advance('35s')
        expect((await sandbox.sessions())[0]?.connections.map(({ id }) => id)).toEqual([one])
      })

      it('come back by themselves when their socket drops, as real clients do', async () => {
        const [ada] = await sandbox.participants.join({ room: 'lobby', name: 'Ada' })
        await sandbox.drop(ada?.connectionId ?? '')
        await sandbox.clock.advance('2s')
        await sandbox.clock.advance('1h')
        expect((await sandbox.sessions())[0]?.connections).toHaveLength(1)
      })

      it.each<[number, string, (steered: Sandbox) => Promise<unknown>]>([
        [400, 'room: give a room, or a sessionId', (steered) => steered.participants.join({} as never)],
        [
          400,
          'role: must be',
          (steered) => steered.participants.join({ room: 'x', role: 'king' as 'moderator' }),
        ],
        [
          400,
          'Did you mean "publish"?',
          (steered) => steered.participants.join({ room: 'x', publsh: 1 } as never),
        ],
        [400, 'count: must be', (steered) => steered.participants.join({ room: 'x', count: 0 })],
        [404, 'no simulated participant', (steered) => steered.participants.leave('x')],
        [
          409,
          "The participant's create stream was refused with 403 permissionDenied",
          (steered) => steered.participants.join({ room: 'x', role: 'subscriber', publish: true }),
        ],
      ])('are refused with %i and "%s"', async (status, message, call) => {
        await expect(call(sandbox)).rejects.toMatchObject({
          status,
          message: expect.stringContaining(message),
        })
      })
    })

    describe('tokens', () => {
      it('are also made to be refused: expired ones, and ones with a wrong secret', async () => {
        const { sessionId } = session
        const expired = await sandbox.tokens.create({ sessionId, expiresIn: '-5m' })
        const wrong = await sandbox.tokens.create({ sessionId, wrongSecret: true })
        for (const [i, { token }] of [expired, wrong].entries()) {
          const answer = await new WireClient(transport, session, `client-${i}`).connect(token)
          expect(answer.headers.get('STATUS')).toBe('403')
        }
        const { entries } = await sandbox.journal.find({ kind: 'refusal' })
        expect(entries).toMatchObject([
          { hint: expect.stringContaining('The token expired at 2014-03-17T07:36:31') },
          { reason: 'Invalid signature' },
        ])
      })
    })

    describe('a state', () => {
      it('is exported without secrets, and taken over by another sandbox', async () => {
        const secret = 'a-secret-that-only-i-know'
        await sandbox.state.import({ version: 1, projects: [{ apiKey: '45', apiSecret: secret }] })
        await sandbox.fail({ on: 'session.create', status: 503, times: 3 })
        await sandbox.clock.advance('1h')
        await sandbox.clock.freeze()
        const plain = await sandbox.state.export()
        expect(JSON.stringify(plain)).not.toContain(secret)
        const whole = await sandbox.state.export({ secrets: true })
        expect(whole).toMatchObject({
          version: 1,
          projects: [{ apiKey: '45', apiSecret: secret }],
          clock: { frozen: true },
          faults: [{ on: 'session.create', status: 503, times: 3 }],
        })
        await sandbox.reset()
        await sandbox.state.import({ ...whole, participants: [{ room: 'lobby', name: 'Ada' }] })
        expect(await sandbox.state.export({ secrets: true })).toEqual(whole)
        expect(await sandbox.participants.list()).toMatchObject([{ name: 'Ada' }])
        const { entries } = await sandbox.journal.find()
        expect(JSON.stringify(entries)).not.toContain(secret)
      })

      it.each([
        [{}, 'version: must be 1'],
        [{ version: 1, fault: [] }, 'Did you mean "faults"?'],
        [{ version: 1, faults: [{ on: 'x' }] }, 'faults[0].on: must be one of'],
        [{ version: 1, projects: [{}] }, 'projects[0].apiKey: a project has'],
        [{ version: 1, clock: { frozen: true } }, 'clock.now: must be a time'],
        [{ version: 1, clock: null }, 'clock: must be an object'],
        [
          { version: 1, clock: { offset: 1e300 } },
          'clock.offset: the clock can show times from 1970 to 9999',
        ],
        [{ version: 1, faults: Array(1001).fill({ on: 'config' }) }, 'faults: at most 1000'],
        [{ version: 1, rooms: [{ name: 'x', archiveMode: 'y' }] }, 'rooms[0].archiveMode: must be'],
      ])('is refused as a whole: %j', async (state, message) => {
        await expect(sandbox.state.import(state as never)).rejects.toMatchObject({
          status: 400,
          message: expect.stringContaining(message),
        })
      })
    })
  })
}
