import { OpenTok, readToken, type Session } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, FAULT_POINTS, type FaultRule, type Sandbox } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../test-clock.ts'
import { createSession, WireClient } from './client.ts'
import type { OpenTransport, Transport } from './transport.ts'

/** What commands must do, wherever the sandbox is. */
export function commandContract(name: string, open: OpenTransport): void {
  describe(`commands over ${name}`, () => {
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

    it('arm faults, list them with their hits, and disarm one or all', async () => {
      const opentok = new OpenTok({
        ...DEVELOPMENT_PROJECT,
        clock,
        retry: 0,
        fetch: (...input) => transport.fetch(new Request(...input)),
      })
      const { id } = await sandbox.fail({ on: 'session.create', status: 503, times: 2 })
      const other = await sandbox.fail({ on: 'config' })
      await expect(opentok.createSession()).rejects.toMatchObject({ status: 503 })
      expect(await sandbox.faults()).toEqual([
        { id, on: 'session.create', status: 503, times: 2, hits: 1, armed: true },
        { id: other.id, on: 'config', times: 1, hits: 0, armed: true },
      ])
      expect(await sandbox.heal(id)).toBeUndefined()
      expect((await opentok.createSession()).apiKey).toBe('123456')
      await sandbox.heal()
      expect(await sandbox.faults()).toEqual([])
    })

    it.each<[number, string, (steered: Sandbox) => Promise<unknown>]>([
      [400, 'on: must be one of', (steered) => steered.fail({} as FaultRule)],
      [
        400,
        'what: is not part of a fault rule',
        (steered) => steered.fail({ on: 'config', what: 'x' } as never),
      ],
      [400, 'times: must be', (steered) => steered.fail({ on: 'config', times: 0 })],
      [400, 'status: must be', (steered) => steered.fail({ on: 'config', status: 42 })],
      [400, 'connectionId: is required', (steered) => steered.drop('')],
      [404, 'connectionId: no connection', (steered) => steered.drop('nobody')],
      [404, 'id: no fault "fault-99"', (steered) => steered.heal('fault-99')],
      [400, 'room: give a room, or a sessionId', (steered) => steered.tokens.create({} as never)],
      [400, 'expiresIn: must be', (steered) => steered.tokens.create({ room: 'x', expiresIn: 'zz' })],
      [400, 'room: give either', (steered) => steered.tokens.create({ room: 'x', sessionId: 'y' } as never)],
    ])('reject wrong input with %i and "%s…"', async (status, message, call) => {
      const error = await call(sandbox).catch((reason) => reason)
      expect(error).toMatchObject({ name: 'CommandError', status, message: expect.stringContaining(message) })
    })

    it('name every fault point in the message about a wrong one', async () => {
      const message = await sandbox.fail({ on: 'x' as 'config' }).catch(String)
      for (const point of FAULT_POINTS) expect(message).toContain(point)
    })

    it('reject a session ID and an option that are wrong with the message of core', async () => {
      await expect(sandbox.tokens.create({ sessionId: 'nonsense' })).rejects.toThrow(
        'This is not a session ID',
      )
      const { sessionId } = session
      await expect(sandbox.tokens.create({ sessionId, role: 'king' as 'moderator' })).rejects.toThrow(
        'role: must be',
      )
    })

    it('make tokens for a session and for a room, whose session follows from its name', async () => {
      const { sessionId } = session
      const made = await sandbox.tokens.create({ sessionId, role: 'moderator', data: 'name=Ada' })
      expect(made).toMatchObject({ apiKey: '123456', sessionId })
      expect(readToken(made.token)).toMatchObject({ sessionId, role: 'moderator', data: 'name=Ada' })
      const room = await sandbox.tokens.create({ room: 'lobby' })
      expect(room.sessionId).toBe((await sandbox.tokens.create({ room: 'lobby' })).sessionId)
      expect(room.sessionId).not.toBe((await sandbox.tokens.create({ room: 'Lobby' })).sessionId)
    })

    it('show the live sessions, drop a socket, and start again', async () => {
      expect(await sandbox.sessions()).toEqual([])
      const ada = await WireClient.join(transport, session, 'ada', { data: 'name=Ada' })
      expect(await sandbox.sessions()).toMatchObject([
        {
          sessionId: session.sessionId,
          mediaMode: 'relayed',
          connections: [{ id: 'ada', data: 'name=Ada' }],
        },
      ])
      await sandbox.drop('ada')
      await ada.socket.closed
      await sandbox.fail({ on: 'config' })
      await sandbox.reset()
      expect([await sandbox.sessions(), await sandbox.faults()]).toEqual([[], []])
    })

    it('show a room by its name, and of each client its role, whether it is simulated and what it has muted', async () => {
      const { sessionId } = await sandbox.tokens.create({ room: 'lobby' })
      const join = { room: 'lobby', name: 'Ada', role: 'moderator' as const, publish: true }
      const [ada] = await sandbox.participants.join(join)
      const [live] = await sandbox.sessions()
      expect(live).toMatchObject({ sessionId, room: 'lobby' })
      expect(live?.connections).toMatchObject([{ role: 'moderator', simulated: true }])
      expect(live?.streams).toMatchObject([{ hasAudio: true, hasVideo: true }])
      await sandbox.participants.mute(ada?.connectionId ?? '', 'audio')
      expect((await sandbox.sessions())[0]?.streams).toMatchObject([{ hasAudio: false, hasVideo: true }])
      await sandbox.participants.join({ sessionId: session.sessionId, name: 'Bob' })
      const named = (await sandbox.sessions()).map(({ room }) => room)
      expect(named).toEqual(['lobby', undefined])
    })

    it('tell a watcher of a change, until it stops watching', async () => {
      const told = new Promise<string>((resolve) => {
        const unwatch = sandbox.watch(
          (topic) => {
            unwatch()
            resolve(topic)
          },
          ['sessions'],
        )
      })
      await WireClient.join(transport, session, 'ada')
      expect(await told).toBe('sessions')
    })
  })
}
