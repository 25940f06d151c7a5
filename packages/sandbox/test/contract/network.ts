import type { Session } from '@opentok-sandbox/core'
import type { Sandbox } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession, WireClient } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

/** Lets everything else that is to be done be done. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve))

/** What the places and the conditions of the network must do, wherever the sandbox is. */
export function networkContract(name: string, open: OpenTransport): void {
  describe(`the network over ${name}`, () => {
    let clock: TestClock
    let transport: Transport
    let sandbox: Sandbox
    let session: Session
    beforeEach(async () => {
      clock = createTestClock()
      transport = await open({ seed: 1, clock, log: () => {} })
      sandbox = transport.sandbox
      session = await createSession(transport, clock)
    })
    afterEach(() => transport.close())

    const live = async () => (await sandbox.sessions())[0]

    it('is ideal by default, and has places', async () => {
      const { place, clients, sessions, places } = await sandbox.network.get()
      expect([place, clients, sessions]).toEqual(['virginia', [], []])
      expect(places.map(({ id }) => id)).toContain('sydney')
    })

    it('situates a session where its first client is, and leaves it there', async () => {
      await sandbox.network.set({ clients: [{ connection: 'name=Ada', place: 'tokyo' }] })
      const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
      expect(await live()).toMatchObject({ place: 'tokyo', connections: [{ id: 'ada', place: 'tokyo' }] })
      await WireClient.join(transport, session, 'bob', { data: 'name=Bob' })
      ada.sendFrame('DISCONNECT', { reconnect: '' })
      await expect
        .poll(async () => (await live())?.connections.map(({ id }) => id), { timeout: 30_000 })
        .toEqual(['bob'])
      expect(await live()).toMatchObject({ place: 'tokyo', connections: [{ place: 'virginia' }] })
      const { entries } = await sandbox.journal.find({ text: 'sessionPlaced' })
      expect(entries.map(({ text }) => text)).toEqual([
        'sessionPlaced: place tokyo, reason client (by client)',
      ])
    })

    it('moves a live session where it is told to', async () => {
      await WireClient.join(transport, session, 'ada')
      await sandbox.network.set({ sessions: [{ session: session.sessionId, place: 'mumbai' }] })
      expect(await live()).toMatchObject({ place: 'mumbai' })
      await sandbox.network.set({})
      expect(await live()).toMatchObject({ place: 'mumbai' })
    })

    it('delays messages by the distance, in both directions and in their order, on the sandbox’s clock', async () => {
      const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
      const guest = await WireClient.join(transport, session, 'guest', { data: 'name=Guest' })
      await ada.receive('created', '/connection/guest')
      await sandbox.network.set({
        sessions: [{ place: 'virginia' }],
        clients: [{ connection: 'name=Guest', place: 'sydney' }],
      })
      await sandbox.clock.freeze()
      guest.send('signal', '/signal/one', { type: 'chat', data: 1 })
      guest.send('signal', '/signal/two', { type: 'chat', data: 2 })
      const heard = async () =>
        (await sandbox.journal.find({ text: 'sent MESSAGE signal', connection: 'guest' })).entries.length
      await turn()
      await sandbox.clock.advance(112)
      expect(await heard()).toBe(0)
      await sandbox.clock.advance(2)
      await expect.poll(heard, { timeout: 30_000 }).toBe(2)
      expect((await ada.receive('signal', '/signal/one')).from).toBe('guest')
      await ada.receive('signal', '/signal/two')
      await sandbox.clock.advance(114)
      expect((await guest.socket.next()).type).toBe('STATUS')
      await sandbox.network.set({})
    })

    it('delays by chosen times, and takes the first rule that fits a client', async () => {
      const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
      await sandbox.network.set({
        clients: [{ connection: 'name=Ada', delay: '40ms', jitter: 10 }, { delay: 1000 }],
      })
      await sandbox.clock.freeze()
      const answered = ada.ask('signal', '/signal/one', { data: 1 })
      await turn()
      await sandbox.clock.advance(100)
      expect(await answered).toBe('200')
      await sandbox.network.set({})
      expect((await sandbox.network.get()).clients).toEqual([])
    })

    it('disconnects clients at a reset, however far away they are', async () => {
      const ada = await WireClient.join(transport, session, 'ada')
      await sandbox.network.set({ clients: [{ delay: 1000 }] })
      await sandbox.clock.freeze()
      await sandbox.reset()
      expect(await ada.socket.closed).toBe(1003)
    })

    it('takes no candidates but relayed ones from one client to another, where direct media is off', async () => {
      await sandbox.network.set({ sessions: [{ direct: false }] })
      const relayed = await createSession(transport, clock, { mediaMode: 'relayed' })
      const ada = await WireClient.join(transport, relayed, 'ada')
      const bob = await WireClient.join(transport, relayed, 'bob')
      await ada.receive('created', '/connection/bob')
      await ada.ask('create', '/stream/s', { channel: [] })
      await ada.receive('created', '/stream/s')
      await bob.receive('created', '/stream/s')
      await bob.ask('create', '/stream/s/subscriber/q', {})
      const path = '/stream/s/subscriber/q'
      await ada.receive('generateoffer', path)
      const line = (type: string) => `a=candidate:1 1 udp 1 127.0.0.1 9 typ ${type} generation 0`
      const sdp = ['v=0', 'a=ice-ufrag:u', line('host'), line('relay'), ''].join('\r\n')
      await ada.ask('offer', path, { type: 'offer', sdp })
      expect((await bob.receive('offer', path)).content.sdp).toBe(
        ['v=0', 'a=ice-ufrag:u', line('relay'), ''].join('\r\n'),
      )
      for (const type of ['host', 'srflx', 'prflx', 'relay']) {
        await ada.ask('candidate', path, { candidate: `${line(type).slice(2)} ufrag u` })
      }
      expect((await bob.receive('candidate', path)).content.candidate).toContain(' typ relay ')
      await bob.settle()
    })

    it.each([
      [{ place: 'atlantis' }, 'place: "atlantis" is not a place; they are virginia'],
      [{ place: 'sidney' }, 'Did you mean "sydney"?'],
      [{ client: [] }, 'client: the network has place, clients, sessions here. Did you mean "clients"?'],
      [{ clients: [{ loss: 5 }] }, 'clients[0].loss: must be a share from 0 to 1, such as 0.05'],
      [{ clients: [{ loss: true }] }, 'clients[0].loss: must be a share from 0 to 1, such as 0.05'],
      [{ clients: [{ delay: '1m' }] }, 'clients[0].delay: must be at most 5000 ms'],
      [{ clients: {} }, 'clients: must be a list of at most 1000 rules'],
      [{ sessions: [null] }, 'sessions[0]: must be an object'],
      [{ sessions: [{ direct: 'no' }] }, 'sessions[0].direct: must be true or false'],
    ])('refuses %j, and changes nothing', async (conditions, message) => {
      await sandbox.network.set({ place: 'dublin' })
      await expect(sandbox.network.set(conditions as never)).rejects.toThrow(message)
      expect((await sandbox.network.get()).place).toBe('dublin')
    })

    it('is ideal again after a reset, and is a part of the state', async () => {
      const conditions = { place: 'dublin', clients: [{ loss: 0.1 }], sessions: [{ direct: false }] }
      await sandbox.network.set(conditions)
      const state = await sandbox.state.export()
      expect(state.network).toEqual(conditions)
      await sandbox.reset()
      expect(await sandbox.network.get()).toMatchObject({ place: 'virginia', clients: [], sessions: [] })
      await sandbox.state.import({ version: 1, network: conditions })
      expect(await sandbox.network.get()).toMatchObject(conditions)
      const wrong = {
        version: 1,
        network: { place: 'atlantis' },
        projects: [{ apiKey: '77', apiSecret: 's' }],
      }
      await expect(sandbox.state.import(wrong as never)).rejects.toThrow('place: "atlantis" is not a place')
      expect((await sandbox.state.export()).projects).toEqual([])
    })
  })
}
