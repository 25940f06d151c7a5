import type { Role, Session } from '@opentok-sandbox/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession, WireClient } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

/** What a browser client sends when it publishes (messaging facts §6.1). */
const STREAM = {
  id: 's1',
  name: 'Ada’s camera',
  publisherAudioFallbackEnabled: false,
  subscriberAudioFallbackEnabled: true,
  channel: [
    {
      id: 'video1',
      type: 'video',
      active: true,
      width: 640,
      height: 480,
      orientation: 0,
      source: 'camera',
      fitMode: 'cover',
    },
    { id: 'audio1', type: 'audio', active: true },
  ],
  e2ee: false,
  customProperties: {},
}

/** What the wire must do with streams, subscriptions and media (messaging facts §6). */
export function streamContract(name: string, open: OpenTransport): void {
  describe(`streams over ${name}`, () => {
    let clock: TestClock
    let transport: Transport
    let session: Session
    beforeEach(async () => {
      clock = createTestClock()
      transport = await open({ seed: 1, clock, log: () => {} })
      session = await createSession(transport, clock)
    })
    afterEach(() => transport.close())

    /** Clients of these roles, each aware of the others. */
    async function join(...roles: Role[]): Promise<WireClient[]> {
      const clients: WireClient[] = []
      for (const role of roles) {
        const id = `c${clients.length}`
        const newcomer = await WireClient.join(transport, session, id, { role })
        for (const client of clients) await client.receive('created', `/connection/${id}`)
        clients.push(newcomer)
      }
      return clients
    }

    /** The first client publishes, and all hear of it. */
    async function publish(clients: WireClient[], id = 's1'): Promise<void> {
      expect(await clients[0]?.ask('create', `/stream/${id}`, { ...STREAM, id })).toBe('200')
      for (const client of clients) await client.receive('created', `/stream/${id}`)
    }

    /** A client subscribes to the first one's stream; gives what the publisher is asked for. */
    async function subscribe(publisher: WireClient, subscriber: WireClient, id = 'q1') {
      expect(await subscriber.ask('create', `/stream/s1/subscriber/${id}`, { id })).toBe('200')
      return publisher.receive('generateoffer', `/stream/s1/subscriber/${id}`)
    }

    it('announces a stream to everybody, its publisher included, with its channels and its connection', async () => {
      const [ada, bob] = (await join('publisher', 'subscriber')) as [WireClient, WireClient]
      expect(await ada.ask('create', '/stream/s1', STREAM)).toBe('200')
      for (const client of [ada, bob]) {
        const { content } = await client.receive('created', '/stream/s1')
        expect(content).toMatchObject({
          id: 's1',
          name: 'Ada’s camera',
          creationTime: clock.now(),
          connection: { id: 'c0' },
          channel: STREAM.channel,
          subscriberAudioFallbackEnabled: true,
        })
      }
      const cyd = new WireClient(transport, session, 'cyd')
      const status = await cyd.connect(await session.generateToken())
      expect(JSON.parse(status.body)).toMatchObject({ stream: [{ id: 's1' }] })
    })

    it.each<[string, Role, object, string]>([
      ['403 permissionDenied', 'subscriber', STREAM, 's1'],
      ['400 invalidStream', 'publisher', { ...STREAM, channel: 'video' }, 's1'],
      ['400 invalidStream', 'publisher', { ...STREAM, channel: [{ id: 'x', type: 'smell' }] }, 's1'],
      ['400 invalidStream', 'publisher', { ...STREAM, name: 7 }, 's1'],
    ])('refuses to publish with %s', async (answer, role, content, id) => {
      const [ada] = (await join(role)) as [WireClient]
      expect(await ada.ask('create', `/stream/${id}`, content)).toBe(answer)
    })

    it('lets only the subscriber update a subscription', async () => {
      const clients = await join('publisher', 'publisher', 'publisher')
      const [ada, bob, cyd] = clients as [WireClient, WireClient, WireClient]
      await publish(clients)
      const path = '/stream/s1/subscriber/q1'
      expect(await bob.ask('create', path, {})).toBe('200')
      await ada.receive('generateoffer', path)
      const change = { active: true }
      expect(await bob.ask('update', `${path}/channel/video1`, change)).toBe('200')
      for (const other of [ada, cyd]) {
        expect(await other.ask('update', `${path}/channel/video1`, change)).toBe('403 permissionDenied')
      }
      expect(await cyd.ask('offer', path, {})).toBe('403 permissionDenied')
    })

    it('gives a client that subscribes to its own stream an ID for each of its two ends', async () => {
      const clients = await join('publisher')
      const [ada] = clients as [WireClient]
      await publish(clients)
      expect(await ada.ask('create', '/stream/s1/subscriber/q1', {})).toBe('200')
      const { content } = await ada.receive('generateoffer', '/stream/s1/subscriber/q1.owner')
      const offer = { ...content, type: 'offer', sdp: 'a=ice-ufrag:x' }
      expect(await ada.ask('offer', '/stream/s1/subscriber/q1.owner', offer)).toBe('200')
      expect((await ada.receive('offer', '/stream/s1/subscriber/q1')).content).toEqual(offer)
      expect(await ada.ask('answer', '/stream/s1/subscriber/q1', { type: 'answer' })).toBe('200')
      await ada.receive('answer', '/stream/s1/subscriber/q1.owner')
      expect(await ada.ask('delete', '/stream/s1/subscriber/q1')).toBe('200')
      await ada.receive('deleted', '/stream/s1/subscriber/q1.owner')
      await ada.settle()
    })

    it('refuses a stream ID that is taken, to subscribe to what is not there, and what the role does not allow', async () => {
      const clients = await join('publisher', 'publisheronly')
      const [ada, bob] = clients as [WireClient, WireClient]
      await publish(clients)
      expect(await bob.ask('create', '/stream/s1', STREAM)).toBe('409 streamExists')
      expect(await bob.ask('create', '/stream/s1/subscriber/q1', {})).toBe('403 permissionDenied')
      expect(await bob.ask('signal', '/signal/x1', {})).toBe('403 permissionDenied')
      expect(await ada.ask('create', '/stream/s2/subscriber/q1', {})).toBe('404 streamNotFound')
    })

    it('tells of a channel only what has changed, and only what clients understand', async () => {
      const clients = await join('publisher', 'subscriber')
      const [ada, bob] = clients as [WireClient, WireClient]
      await publish(clients)
      const path = '/stream/s1/channel/video1'
      expect(await ada.ask('update', path, { active: true, activeReason: 'auto' })).toBe('200')
      expect(
        await ada.ask('update', path, { active: false, activeReason: 'auto', width: 640, height: 360 }),
      ).toBe('200')
      for (const client of [bob, ada]) {
        expect((await client.receive('updated', path)).content).toEqual({ active: false, height: 360 })
      }
      expect(await bob.ask('update', path, { active: true })).toBe('403 permissionDenied')
      expect(await ada.ask('update', '/stream/s1/channel/nose', {})).toBe('404 channelNotFound')
    })

    it('ends a stream for everybody with the reason, by its owner or a moderator', async () => {
      const clients = await join('publisher', 'moderator', 'publisher')
      const [ada, mod, bob] = clients as [WireClient, WireClient, WireClient]
      await publish(clients)
      expect(await bob.ask('delete', '/stream/s1')).toBe('403 permissionDenied')
      expect(await mod.ask('delete', '/stream/s1')).toBe('200')
      for (const client of clients) {
        expect((await client.receive('deleted', '/stream/s1')).reason).toBe('forceUnpublished')
      }
      expect(await mod.ask('delete', '/stream/s1')).toBe('404 streamNotFound')
      await publish(clients)
      expect(await ada.ask('delete', '/stream/s1')).toBe('200')
      for (const client of clients) {
        expect((await client.receive('deleted', '/stream/s1')).reason).toBe('clientDisconnected')
      }
    })

    it('ends the streams and the subscriptions of a client that goes, before its connection', async () => {
      const clients = await join('publisher', 'publisher')
      const [ada, bob] = clients as [WireClient, WireClient]
      await publish(clients)
      await subscribe(ada, bob)
      bob.sendFrame('DISCONNECT', { reconnect: '' })
      await ada.receive('deleted', '/stream/s1/subscriber/q1')
      await ada.receive('deleted', '/connection/c1')
      const cyd = await WireClient.join(transport, session, 'cyd')
      await ada.receive('created', '/connection/cyd')
      ada.sendFrame('DISCONNECT', { reconnect: '' })
      expect((await cyd.receive('deleted', '/stream/s1')).reason).toBe('clientDisconnected')
      expect((await cyd.receive('deleted', '/connection/c0')).reason).toBe('clientDisconnected')
    })

    it('has the publisher offer, and relays between the two alone, unchanged, with the sender’s address', async () => {
      const clients = await join('publisher', 'publisher', 'publisher')
      const [ada, bob, cyd] = clients as [WireClient, WireClient, WireClient]
      await publish(clients)
      const asked = await subscribe(ada, bob)
      expect(asked.from).toBe('c1')
      expect(asked.content).toEqual({
        peerId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        sourceStreamId: 'P2P',
      })
      const path = '/stream/s1/subscriber/q1'
      const offer = { ...asked.content, type: 'offer', sdp: 'v=0\r\na=ice-ufrag:AAAA\r\n' }
      expect(await ada.ask('offer', path, offer)).toBe('200')
      expect(await bob.receive('offer', path)).toMatchObject({ content: offer, from: 'c0' })
      const answer = { ...asked.content, type: 'answer', sdp: 'v=0\r\na=ice-ufrag:BBBB\r\n' }
      expect(await bob.ask('answer', path, answer)).toBe('200')
      expect(await ada.receive('answer', path)).toMatchObject({ content: answer, from: 'c1' })
      expect(await cyd.ask('offer', path, offer)).toBe('403 permissionDenied')
      await cyd.settle()
    })

    it('holds candidates until the description that they belong to has passed, also at an ICE restart', async () => {
      const clients = await join('publisher', 'publisher')
      const [ada, bob] = clients as [WireClient, WireClient]
      await publish(clients)
      await subscribe(ada, bob)
      const path = '/stream/s1/subscriber/q1'
      const candidate = (ufrag: string) => ({
        candidate: `candidate:1 1 udp 1 127.0.0.1 1 typ relay ufrag ${ufrag}`,
      })
      expect(await ada.ask('candidate', path, candidate('AAAA'))).toBe('200')
      await bob.settle()
      expect(await ada.ask('offer', path, { sdp: 'a=ice-ufrag:AAAA\r\n' })).toBe('200')
      await bob.receive('offer', path)
      expect((await bob.receive('candidate', path)).content).toEqual(candidate('AAAA'))
      expect(await ada.ask('candidate', path, candidate('CCCC'))).toBe('200')
      expect(await ada.ask('candidate', path, candidate('AAAA'))).toBe('200')
      expect((await bob.receive('candidate', path)).content).toEqual(candidate('AAAA'))
      expect(await ada.ask('offer', path, { sdp: 'a=ice-ufrag:CCCC\r\n' })).toBe('200')
      await bob.receive('offer', path)
      expect((await bob.receive('candidate', path)).content).toEqual(candidate('CCCC'))
    })

    it('lets a subscriber end its subscription and begin another', async () => {
      const clients = await join('publisher', 'publisher')
      const [ada, bob] = clients as [WireClient, WireClient]
      await publish(clients)
      await subscribe(ada, bob)
      expect(await ada.ask('delete', '/stream/s1/subscriber/q1')).toBe('403 permissionDenied')
      expect(await bob.ask('update', '/stream/s1/subscriber/q1/channel/video1', { active: false })).toBe(
        '200',
      )
      expect(await bob.ask('delete', '/stream/s1/subscriber/q1')).toBe('200')
      expect((await ada.receive('deleted', '/stream/s1/subscriber/q1')).from).toBe('c1')
      expect(await bob.ask('delete', '/stream/s1/subscriber/q1')).toBe('404 subscriberNotFound')
      await subscribe(ada, bob, 'q2')
    })

    it('mutes a stream for a moderator, but not for a publisher', async () => {
      const clients = await join('publisher', 'moderator')
      const [ada, mod] = clients as [WireClient, WireClient]
      await publish(clients)
      expect(await ada.ask('update', '/stream/s1', {})).toBe('403 permissionDenied')
      expect(await mod.ask('update', '/stream/s1', {})).toBe('200')
      expect((await ada.receive('update', '/stream/s1')).content).toMatchObject({
        reason: 'mute',
        active: true,
      })
      await mod.settle()
    })

    it('mutes all but those excluded, and those to come, until that ends', async () => {
      const clients = await join('moderator', 'publisher')
      const [mod, bob] = clients as [WireClient, WireClient]
      await publish(clients)
      await publish([bob, mod], 's2')
      const mute = { reason: 'mute', channels: ['audio'], locked: false }
      expect(await mod.ask('update', '', { ...mute, active: true, exclusion: ['s1'] })).toBe('200')
      for (const client of [mod, bob]) {
        expect((await client.receive('update', '')).content).toMatchObject({
          active: true,
          exclusion: ['s1'],
        })
      }
      await bob.receive('update', '/stream/s2')
      await mod.settle()
      const state = async (id: string) => {
        const newcomer = new WireClient(transport, session, id)
        const { body } = await newcomer.connect(await session.generateToken())
        for (const client of [mod, bob]) await client.receive('created', `/connection/${id}`)
        newcomer.sendFrame('DISCONNECT', { reconnect: '' })
        for (const client of [mod, bob]) await client.receive('deleted', `/connection/${id}`)
        return JSON.parse(body) as { mute?: object }
      }
      expect((await state('cyd')).mute).toEqual({ active: true })
      expect(await mod.ask('update', '', { ...mute, active: false })).toBe('200')
      for (const client of [mod, bob]) await client.receive('update', '')
      await bob.settle()
      expect((await state('dee')).mute).toBeUndefined()
    })

    it('passes captions on to those who have subscribed', async () => {
      const clients = await join('publisher', 'publisher', 'publisher')
      const [ada, bob, cyd] = clients as [WireClient, WireClient, WireClient]
      await publish(clients)
      await subscribe(ada, bob)
      const path = '/stream/s1/channel/audio1/data/d1'
      expect(await ada.ask('data', path, { type: 'data', data: '{}' })).toBe('200')
      expect((await bob.receive('data', path)).content).toEqual({ type: 'data', data: '{}' })
      await cyd.settle()
    })

    it('warns of a third client in a peer-to-peer session, and refuses it where it is told to be strict', async () => {
      await transport.close()
      const logged: string[] = []
      transport = await open({ clock, log: ({ message }) => logged.push(message) })
      await join('publisher', 'publisher', 'publisher')
      expect(logged.join()).toContain('supports for two clients')
      await transport.close()
      transport = await open({ clock, log: () => {}, strictPeerToPeer: true })
      await join('publisher', 'publisher')
      const third = new WireClient(transport, session, 'third')
      const status = await third.connect(await session.generateToken())
      expect([status.headers.get('STATUS'), status.body]).toEqual([
        '409',
        '{"reason":"connectionLimitExceeded"}',
      ])
    })

    it('gives clients the STUN and TURN servers that it was given', async () => {
      await transport.close()
      const iceServers = [{ urls: 'turn:127.0.0.1:3478', username: 'ada', credential: 'x' }]
      transport = await open({ clock, log: () => {}, iceServers, clientCandidates: 'relayed' })
      const response = await transport.fetch(
        new Request(`https://anvil.opentok.com/session/${session.sessionId}`, {
          headers: { 'X-OPENTOK-AUTH': await session.generateToken() },
        }),
      )
      expect(await response.json()).toMatchObject([
        { ice_servers: iceServers, properties: { clientCandidates: 'relayed' } },
      ])
    })

    it('lets one client publish a hundred streams, and no more', async () => {
      const [ada] = (await join('publisher')) as [WireClient]
      for (let i = 0; i < 100; i++) await publish([ada], `s${i}`)
      expect(await ada.ask('create', '/stream/more', { ...STREAM, id: 'more' })).toBe(
        '409 streamLimitExceeded',
      )
      expect(await ada.ask('delete', '/stream/s0')).toBe('200')
      await ada.receive('deleted', '/stream/s0')
      await publish([ada], 'more')
    })

    it('archives a session that is always archived from its first stream on, again and again', async () => {
      session = await createSession(transport, clock, { archiveMode: 'always', archiveName: 'standup' })
      const [ada] = (await join('publisher')) as [WireClient]
      await publish([ada])
      const archiveOf = async (method: string) => {
        const frame = await ada.socket.next()
        const message = JSON.parse(frame.body)
        expect(message).toMatchObject({ method, uri: expect.stringContaining(`${ada.uri}/archive/`) })
        return message.content
      }
      const archive = await archiveOf('created')
      expect(archive).toMatchObject({ name: 'standup', status: 'started' })
      await ada.receive('updated', '/stream/s1')
      const bob = new WireClient(transport, session, 'bob')
      const state = JSON.parse((await bob.connect(await session.generateToken())).body)
      expect(state.archive).toEqual([archive])
      await ada.receive('created', '/connection/bob')

      expect(await ada.ask('delete', '/stream/s1')).toBe('200')
      await ada.receive('deleted', '/stream/s1')
      expect(await archiveOf('updated')).toEqual({ status: 'paused' })
      clock.advance(59_999)
      await publish([ada])
      expect(await archiveOf('updated')).toEqual({ status: 'started' })
      await ada.receive('updated', '/stream/s1')
      clock.advance(4 * 3_600_000)
      // Another one follows at once.
      const after = [await ada.socket.next(), await ada.socket.next()].map(({ body }) => JSON.parse(body))
      expect(after.map(({ method, content }) => [method, content.status])).toEqual(
        expect.arrayContaining([
          ['updated', 'stopped'],
          ['created', 'started'],
        ]),
      )
      expect(after.find(({ method }) => method === 'created').content.id).not.toBe(archive.id)
    })

    it('tells the clients of a session with end-to-end encryption that it has it', async () => {
      const properties = async (of: Session) => {
        const headers = { 'X-OPENTOK-AUTH': await of.generateToken() }
        const url = `https://anvil.opentok.com/session/${of.sessionId}?extended=true`
        const [info] = await (await transport.fetch(new Request(url, { headers }))).json()
        return info.properties
      }
      const encrypted = await createSession(transport, clock, { e2ee: true })
      expect(await properties(encrypted)).toMatchObject({ e2ee: true })
      expect(await properties(session)).not.toHaveProperty('e2ee')
    })
  })
}
