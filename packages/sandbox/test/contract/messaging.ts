import type { Session } from '@opentok-sandbox/core'
import { encodeFrame, type LogEntry } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromHex } from '../hex.ts'
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession, MESSAGING_URL, WireClient } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

/** What messaging must do, whatever carries it (messaging facts §2 to §6). */
export function messagingContract(name: string, open: OpenTransport): void {
  describe(`messaging over ${name}`, () => {
    let clock: TestClock
    let transport: Transport
    let session: Session
    let logged: string[]
    const join = (id: string, role?: 'subscriber' | 'moderator') =>
      WireClient.join(transport, session, id, role && { role })

    beforeEach(async () => {
      clock = createTestClock()
      logged = []
      transport = await open({ seed: 1, clock, log: ({ message }) => logged.push(message) })
      session = await createSession(transport, clock)
    })
    afterEach(() => transport.close())

    it('answers a connection with the state of the session, itself included, and then announces it', async () => {
      const ada = new WireClient(transport, session, 'ada')
      const status = await ada.connect(await session.generateToken({ role: 'moderator', data: 'name=Ada' }))
      expect(status.type).toBe('STATUS')
      expect(status.headers.get('STATUS')).toBe('200')
      const own = {
        id: 'ada',
        creationTime: clock.now(),
        data: 'name=Ada',
        permissions: ['subscribe', 'publish', 'signal', 'forcedisconnect', 'forceunpublish', 'forcemute'],
      }
      expect(JSON.parse(status.body)).toEqual({ connection: [own], stream: [], archive: [] })
      const created = await ada.receive('created', '/connection/ada')
      expect(created.content).toEqual(own)
    })

    it('shows a newcomer who is there, and them the newcomer', async () => {
      const ada = await join('ada')
      const bob = new WireClient(transport, session, 'bob')
      const status = await bob.connect(await session.generateToken())
      const ids = (JSON.parse(status.body) as { connection: { id: string }[] }).connection.map(({ id }) => id)
      expect(ids).toEqual(['ada', 'bob'])
      expect((await ada.receive('created', '/connection/bob')).content.id).toBe('bob')
    })

    it('keeps back what others do until a newcomer has acknowledged its own connection', async () => {
      const ada = new WireClient(transport, session, 'ada')
      await ada.connect(await session.generateToken())
      const created = await ada.receive('created', '/connection/ada', { acknowledge: false })
      expect(created.content.id).toBe('ada')
      const bob = await WireClient.join(transport, session, 'bob')
      expect(await bob.ask('signal', '/signal/s', { data: 'hello' })).toBe('200')
      await bob.receive('signal', '/signal/s')
      expect(ada.socket.pending).toEqual([])
      ada.sendFrame('PING')
      await ada.receive('created', '/connection/bob')
      await ada.receive('signal', '/signal/s')
    })

    it('does not wait for ever for an acknowledgement', async () => {
      const ada = new WireClient(transport, session, 'ada')
      await ada.connect(await session.generateToken())
      await ada.receive('created', '/connection/ada', { acknowledge: false })
      await WireClient.join(transport, session, 'bob')
      clock.advance(1000)
      await ada.receive('created', '/connection/bob')
    })

    it('keeps sessions apart', async () => {
      const ada = await join('ada')
      const other = await createSession(transport, clock)
      await WireClient.join(transport, other, 'eve')
      await ada.settle()
      expect(ada.socket.pending).toEqual([])
    })

    it.each([
      ['of another secret', '403 Invalid signature', (token: string) => token.replace(/\.[^.]*$/, '.AAAA')],
      ['that is not a token', '403 Invalid token format', () => 'hello'],
      ['that is missing', '403 Invalid token format', () => ''],
    ])('refuses a token %s', async (_title, answer, spoil) => {
      const ada = new WireClient(transport, session, 'ada')
      const status = await ada.connect(spoil(await session.generateToken()))
      const { reason } = JSON.parse(status.body) as { reason: string }
      expect(`${status.headers.get('STATUS')} ${reason}`).toBe(answer)
    })

    it('refuses a token that has expired, and one of another session', async () => {
      const token = await session.generateToken({ expiresIn: 60 })
      clock.advance(60_000)
      const ada = new WireClient(transport, session, 'ada')
      expect((await ada.connect(token)).headers.get('STATUS')).toBe('403')

      const other = await createSession(transport, clock)
      const bob = new WireClient(transport, session, 'bob')
      expect((await bob.connect(await other.generateToken())).headers.get('STATUS')).toBe('403')
      expect(logged.at(-1)).toContain('another session')
    })

    it('delivers a signal to everybody, its sender included, after answering', async () => {
      const ada = await join('ada')
      const bob = await join('bob')
      await ada.receive('created', '/connection/bob')
      expect(await bob.ask('signal', '/signal/s1', { type: 'chat', data: 'hello' })).toBe('200')
      for (const client of [ada, bob]) {
        const signal = await client.receive('signal', '/signal/s1')
        expect(signal).toMatchObject({ content: { type: 'chat', data: 'hello' }, from: 'bob' })
      }
    })

    it('delivers a directed signal to that connection alone', async () => {
      const ada = await join('ada')
      const bob = await join('bob')
      await ada.receive('created', '/connection/bob')
      expect(await ada.ask('signal', '/connection/bob/signal/s1', { data: 'psst' })).toBe('200')
      expect((await bob.receive('signal', '/signal/s1')).content).toEqual({ data: 'psst' })
      await ada.settle()
      expect(await ada.ask('signal', '/connection/nobody/signal/s2', {})).toBe('404 connectionNotFound')
    })

    it.each([
      ['413 signalTooLong', 'too much data', { data: 'x'.repeat(8193) }],
      ['413 signalTooLong', 'too long a type', { type: 'x'.repeat(129) }],
      ['400 invalidSignal', 'a space in its type', { type: 'a b' }],
      ['400 invalidSignal', 'a type that is no text', { type: 7 }],
    ])('refuses with %s a signal with %s', async (answer, _fault, content) => {
      const ada = await join('ada')
      expect(await ada.ask('signal', '/signal/s1', content)).toBe(answer)
    })

    it('lets a subscriber listen, and neither signal nor moderate', async () => {
      const sub = await join('sub', 'subscriber')
      expect(await sub.ask('signal', '/signal/s1', { data: 'may I?' })).toBe('403 permissionDenied')
      expect(await sub.ask('delete', '/connection/sub')).toBe('403 permissionDenied')
      expect(logged.at(-1)).toContain('forcedisconnect')
    })

    it('disconnects a client for a moderator, and tells everybody the reason', async () => {
      const mod = await join('mod', 'moderator')
      const bob = await join('bob')
      await mod.receive('created', '/connection/bob')
      expect(await mod.ask('delete', '/connection/bob')).toBe('200')
      for (const client of [mod, bob]) {
        expect((await client.receive('deleted', '/connection/bob')).reason).toBe('forceDisconnected')
      }
      expect(await bob.ask('signal', '/signal/s1', {})).toBe('403 notConnected')
      // A client closes by itself; one that does not is made to.
      clock.advance(5000)
      expect(await bob.socket.closed).toBe(1003)
      expect(await mod.ask('delete', '/connection/bob')).toBe('404 connectionNotFound')
    })

    it('tells those who stay that a client has left', async () => {
      const ada = await join('ada')
      const bob = await join('bob')
      await ada.receive('created', '/connection/bob')
      bob.sendFrame('DISCONNECT', { reconnect: '' })
      expect((await ada.receive('deleted', '/connection/bob')).reason).toBe('clientDisconnected')
      expect(await bob.socket.closed).toBe(1000)
    })

    it('waits 35 s for a client whose socket has dropped, and then tells that it is lost', async () => {
      const ada = await join('ada')
      const bob = await join('bob')
      await ada.receive('created', '/connection/bob')
      bob.socket.close()
      await bob.socket.closed
      await ada.settle()
      clock.advance(34_999)
      await ada.settle()
      clock.advance(1)
      expect((await ada.receive('deleted', '/connection/bob')).reason).toBe('networkDisconnected')
      bob.reconnect()
      expect(await bob.socket.closed).toBe(1003)
    })

    it('sends again after an outage what was not acknowledged, and only that', async () => {
      const ada = await join('ada')
      const bob = await join('bob')
      await ada.receive('created', '/connection/bob')
      await bob.settle()
      bob.socket.close()
      await bob.socket.closed
      expect(await ada.ask('signal', '/signal/s1', { data: 'in the outage' })).toBe('200')
      await ada.receive('signal', '/signal/s1')
      bob.reconnect()
      expect((await bob.socket.next()).type).toBe('PONG')
      await bob.receive('signal', '/signal/s1', { acknowledge: false })
      bob.socket.close()
      await bob.socket.closed
      bob.reconnect()
      expect((await bob.socket.next()).type).toBe('PONG')
      await bob.receive('signal', '/signal/s1')
      await bob.settle()
      expect(bob.socket.pending).toEqual([])
      await ada.settle()
    })

    it('answers a transaction that is sent again, and does not do it again', async () => {
      const ada = await join('ada')
      expect(await ada.ask('signal', '/signal/s1', { data: 'once' })).toBe('200')
      await ada.receive('signal', '/signal/s1')
      ada.send('signal', '/signal/s1', { data: 'once' }, { 'TRANSACTION-ID': 'ada-2' })
      const again = await ada.socket.next()
      expect([again.type, again.headers.get('TRANSACTION-ID')]).toEqual(['STATUS', 'ada-2'])
      await ada.settle()
    })

    it('drops the older of two sockets with the same ID, without a word to anybody', async () => {
      const ada = await join('ada')
      const bob = await join('bob')
      await ada.receive('created', '/connection/bob')
      await bob.settle()
      const { socket: older } = bob
      bob.reconnect()
      expect((await bob.socket.next()).type).toBe('PONG')
      expect(await older.closed).toBe(1006)
      await bob.settle()
      await ada.settle()
      expect(ada.socket.pending).toEqual([])
    })

    it('tells a client with an unknown socket ID not to try again', async () => {
      expect(await transport.connect(`${MESSAGING_URL}?socketId=nobody&reconnect=true`).closed).toBe(1003)
    })

    it('closes a socket that sends something other than frames, and serves the others', async () => {
      const ada = await join('ada')
      const eve = transport.connect(`${MESSAGING_URL}?socketId=eve`)
      eve.send(new Uint8Array([1, 2, 3]))
      expect(await eve.closed).toBe(1002)
      await ada.settle()
    })

    it('leaves a newer client alone when an expelled one with the same socket ID says goodbye', async () => {
      const mod = await join('mod', 'moderator')
      const bob = await join('bob')
      await mod.receive('created', '/connection/bob')
      expect(await mod.ask('delete', '/connection/bob')).toBe('200')
      await mod.receive('deleted', '/connection/bob')
      const again = await join('bob')
      await mod.receive('created', '/connection/bob')
      bob.sendFrame('DISCONNECT', { reconnect: '' })
      await bob.socket.closed
      again.socket.close()
      await again.socket.closed
      again.reconnect()
      expect((await again.socket.next()).type).toBe('PONG')
    })

    it('relays data that is no text, as the client sends it, though it warns', async () => {
      const ada = await join('ada')
      expect(await ada.ask('signal', '/signal/s1', { type: 'n', data: { a: [1, true] } })).toBe('200')
      expect((await ada.receive('signal', '/signal/s1')).content).toEqual({
        type: 'n',
        data: { a: [1, true] },
      })
    })

    it('rejects a client that uses the server’s address', async () => {
      const fake = new WireClient(transport, session, `symphony.${session.sessionId}`)
      expect((await fake.connect(await session.generateToken())).headers.get('STATUS')).toBe('400')
    })

    it('says of a message that it does not know, or cannot read, what is wrong with it', async () => {
      const ada = await join('ada')
      expect(await ada.ask('dance', '/stream/s1')).toBe('404 notFound')
      ada.sendFrame('MESSAGE', { 'TRANSACTION-ID': 't' }, 'not JSON')
      const status = await ada.socket.next()
      expect([status.headers.get('STATUS'), status.body]).toEqual(['400', '{"reason":"invalidMessage"}'])
    })

    it('refuses messages before connecting, a second connection, and one under another ID', async () => {
      const ada = new WireClient(transport, session, 'ada')
      expect(await ada.ask('signal', '/signal/s1', {})).toBe('403 notConnected')
      const token = await session.generateToken()
      ada.sendFrame('CONNECT', { uniqueId: 'ada' })
      ada.send('create', '/connection/somebody', {}, { 'X-TB-TOKEN-AUTH': token })
      expect((await ada.socket.next()).headers.get('STATUS')).toBe('400')
      expect((await ada.connect(token)).headers.get('STATUS')).toBe('200')
      await ada.receive('created', '/connection/ada')
      expect((await ada.connect(token)).headers.get('STATUS')).toBe('409')
      const thief = new WireClient(transport, session, 'thief')
      thief.sendFrame('CONNECT', { uniqueId: 'ada' })
      thief.send('create', '/connection/ada', {}, { 'X-TB-TOKEN-AUTH': token })
      expect((await thief.socket.next()).headers.get('STATUS')).toBe('409')
    })

    it('rejects a message whose URI names another project', async () => {
      const ada = await join('ada')
      const uri = ada.uri.replace('/partner/123456/', '/partner/7/')
      const body = JSON.stringify({ method: 'signal', uri: `${uri}/signal/s1`, content: {} })
      ada.sendFrame('MESSAGE', { 'TRANSACTION-ID': 'other' }, body)
      const status = await ada.socket.next()
      expect([status.headers.get('STATUS'), status.body]).toEqual(['403', '{"reason":"notConnected"}'])
    })

    it('warns of what a developer can fix, and not of what clients do on their way out', async () => {
      await transport.close()
      const warned: string[] = []
      const log = ({ level, message }: LogEntry) => void (level === 'warn' && warned.push(message))
      transport = await open({ seed: 1, clock, log })
      const mod = await join('mod', 'moderator')
      const bob = await join('bob')
      await mod.receive('created', '/connection/bob')
      expect(await bob.ask('delete', '/stream/gone')).toBe('404 streamNotFound')
      expect(await bob.ask('candidate', '/stream/gone/subscriber/undefined')).toBe('404 streamNotFound')
      expect(await mod.ask('delete', '/connection/bob')).toBe('200')
      await bob.receive('deleted', '/connection/bob')
      expect(await bob.ask('delete', '/stream/s1')).toBe('403 notConnected')
      expect(warned).toEqual([])
      const cyd = await WireClient.join(transport, session, 'cyd', { role: 'subscriber', data: 'name=Cyd' })
      expect(await cyd.ask('signal', '/signal/s1', {})).toBe('403 permissionDenied')
      const hint = 'The role of the client\'s token does not have the permission "signal"'
      expect(warned).toEqual([
        `Client cyd ("name=Cyd"): signal signal was refused with 403 permissionDenied: ${hint}`,
      ])
    })

    it('answers with the STATUS and the reason of an armed fault', async () => {
      await transport.sandbox.fail({ on: 'connect', status: 409, reason: 'connectionLimitExceeded' })
      const ada = new WireClient(transport, session, 'ada')
      const status = await ada.connect(await session.generateToken())
      expect([status.headers.get('STATUS'), status.body]).toEqual([
        '409',
        '{"reason":"connectionLimitExceeded"}',
      ])
      const bob = await join('bob')
      await transport.sandbox.fail({ on: 'signal', status: 429, reason: 'tooMany' })
      expect(await bob.ask('signal', '/signal/s1', {})).toBe('429 tooMany')
      expect(await bob.ask('signal', '/signal/s2', {})).toBe('200')
    })

    it('drops sockets as they open, as often as an armed fault says', async () => {
      await transport.sandbox.fail({ on: 'socket', times: 2 })
      for (let i = 0; i < 2; i++) {
        const socket = transport.connect(MESSAGING_URL)
        let closed: number | undefined
        void socket.closed.then((code) => {
          closed = code
        })
        // Time goes on with each answer, until the socket has arrived and been dropped.
        while (closed === undefined) {
          await transport.fetch(new Request('https://config.opentok.com/project/123456/config.json'))
          clock.advance(200)
        }
        expect(closed).toBe(1006)
      }
      await join('ada')
    })

    it('rejects content that is nested too deeply, and accepts the next client', async () => {
      const ada = await join('ada')
      const nested = JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`)
      const stream = { id: 's1', channel: [], customProperties: nested }
      expect(await ada.ask('create', '/stream/s1', stream)).toBe('400 invalidMessage')
      expect(await ada.ask('signal', '/signal/s1', { data: nested })).toBe('400 invalidMessage')
      const long = { id: 's1', channel: [], customProperties: { initials: 'x'.repeat(9000) } }
      expect(await ada.ask('create', '/stream/s1', long)).toBe('400 invalidStream')
      await join('bob')
    })

    it('closes a socket over which no client connects', async () => {
      const socket = transport.connect(MESSAGING_URL)
      socket.send(fromHex('000000050000070000'))
      await socket.next()
      clock.advance(30_000)
      expect(await socket.closed).toBe(1003)
      const ada = await join('ada')
      clock.advance(30_000)
      await ada.settle()
    })

    it('answers a PING with the PONG of the facts, to the byte', async () => {
      const ada = await join('ada')
      ada.socket.send(fromHex('000000050000070000'))
      const pong = await ada.socket.next()
      expect(encodeFrame(pong)).toEqual(fromHex('000000050000080000'))
    })
  })
}
