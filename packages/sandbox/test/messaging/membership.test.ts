// A client is in a session only while it has a socket, or while its grace period runs.

import { encodeSessionId, generateToken } from '@opentok-sandbox/core'
import { expect, it } from 'vitest'
import { fc } from '../../../core/test/property.ts'
import { DEVELOPMENT_PROJECT } from '../../src/auth/project.ts'
import { type Context, createContext } from '../../src/context.ts'
import { encodeFrame, type FrameType } from '../../src/messaging/frame.ts'
import { GRACE_PERIOD, Hub } from '../../src/messaging/hub.ts'
import type { PeerEvents } from '../../src/messaging/peer.ts'
import { createTestClock } from '../test-clock.ts'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const sessionId = encodeSessionId({ apiKey, location: '', createdAt: 0, random: 'x', mediaMode: 'routed' })
const uri = `/v2/partner/${apiKey}/session/${sessionId}`
const clock = createTestClock()
const token = await generateToken(sessionId, {}, { apiKey, apiSecret, clock })

function setup() {
  const time = createTestClock()
  const logged: string[] = []
  const log = ({ message }: { message: string }) => void logged.push(message)
  const context = createContext({ clock: time, random: (length) => new Uint8Array(length), log })
  const hub = new Hub(context)
  context.events.listen(hub.listener)
  return { time, context, hub, logged }
}

function send(events: PeerEvents, type: FrameType, headers: Record<string, string>, body = ''): void {
  events.receive(encodeFrame({ type, addresses: [], headers: new Map(Object.entries(headers)), body }))
}

/** Sends what `connect()` sends. */
function connect(events: PeerEvents, id: string): void {
  send(events, 'CONNECT', { uniqueId: id })
  const create = JSON.stringify({ method: 'create', uri: `${uri}/connection/${id}`, content: {} })
  send(events, 'MESSAGE', { 'TRANSACTION-ID': `c-${id}`, 'X-TB-TOKEN-AUTH': token }, create)
}

/** The connections that have neither a socket nor a grace period. */
function ghosts(hub: Hub, context: Context): string[] {
  const held = new Set(
    [...hub.links]
      .filter(({ peer, hasDeadline }) => peer || hasDeadline)
      .map(({ membership }) => membership?.connection),
  )
  return [...context.sessions].flatMap(({ connections }) =>
    [...connections.values()].filter((connection) => !held.has(connection)).map(({ id }) => id),
  )
}

const turn = () => new Promise(setImmediate)

/** A peer that takes everything; `sent` counts. */
function openPeer(hub: Hub, socketId: string, again = false) {
  const counter = { sent: 0, closed: 0 }
  const close = (code: number) => {
    counter.closed = code
    // As a real socket does: a little later, and also where it is closed while it is accepted.
    queueMicrotask(() => events.closed(code))
  }
  const peer = { send: () => void counter.sent++, close, terminate: () => close(1006), bufferedAmount: 0 }
  const url = `wss://x/?socketId=${socketId}${again ? '&reconnect=true' : ''}`
  const events = hub.accept(peer, { url })
  return { counter, events }
}

it.each([1000, 1005, 1006])(
  'holds no client whose socket closed with %i while its token was verified, once its grace period is over',
  async (code) => {
    const { time, context, hub } = setup()
    const { events } = openPeer(hub, 's')
    connect(events, 'ada')
    events.closed(code)
    for (let i = 0; i < 50; i++) await turn()
    expect(ghosts(hub, context)).toEqual([])
    time.advance(GRACE_PERIOD)
    expect(hub.size).toEqual({ clients: 0, sessions: 0 })
  },
)

const step = fc.record({
  client: fc.nat(3),
  action: fc.constantFrom(
    'open',
    'connect',
    'connect',
    'close',
    'leave',
    'reconnect',
    'turn',
    'turn',
    'turn',
    'time',
  ),
  code: fc.constantFrom(1000, 1001, 1005, 1006),
  milliseconds: fc.constantFrom(1, 5000, 20_000, GRACE_PERIOD),
})

it('holds no client without a socket or a running grace period, whatever comes between what', async () => {
  let joined = 0
  const holds = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
    const { time, context, hub, logged } = setup()
    const sockets = new Map<number, PeerEvents>()
    for (const { client, action, code, milliseconds } of steps) {
      const socket = sockets.get(client)
      if (action === 'open' || action === 'reconnect') {
        sockets.set(client, openPeer(hub, `s${client}`, action === 'reconnect').events)
      }
      if (socket && action === 'connect') connect(socket, `c${client}`)
      if (socket && action === 'leave') send(socket, 'DISCONNECT', { reconnect: '' })
      if (socket && action === 'close') {
        socket.closed(code)
        sockets.delete(client)
      }
      if (action === 'time') time.advance(milliseconds)
      for (let i = 0; action === 'turn' && i <= client * 3; i++) await turn()
      expect(ghosts(hub, context)).toEqual([])
      joined += context.sessions.size
    }
    for (const socket of sockets.values()) socket.closed(1006)
    for (let i = 0; i < 20; i++) await turn()
    expect(ghosts(hub, context)).toEqual([])
    time.advance(GRACE_PERIOD)
    await turn()
    expect(hub.size).toEqual({ clients: 0, sessions: 0 })
    expect(logged.join()).not.toContain('The sandbox failed')
  })
  await fc.assert(holds, { seed: 7, numRuns: 200 })
  // How many depends on how long the machine takes to verify a token.
  expect(joined).toBeGreaterThan(20)
}, 120_000)

it('makes one frame of an event, whatever the number of its receivers', async () => {
  const { context, hub } = setup()
  const frames: Uint8Array[][] = []
  const events = Array.from({ length: 10 }, (_, i) => {
    const received: Uint8Array[] = []
    frames.push(received)
    const peer = {
      send: (bytes: Uint8Array) => void received.push(bytes),
      close() {},
      terminate() {},
      bufferedAmount: 0,
    }
    return hub.accept(peer, { url: `wss://x/?socketId=s${i}` })
  })
  for (const [i, socket] of events.entries()) connect(socket, `c${i}`)
  const session = context.sessions.open(sessionId, apiKey)
  while (session.connections.size < 10) await turn()
  // A client that says something has read who is there.
  const ping = encodeFrame({ type: 'PING', addresses: [], headers: new Map(), body: '' })
  for (const socket of events) socket.receive(ping)
  session.signal({ signalId: 'x', content: {} }, { by: 'rest' })
  expect(new Set(frames.map((received) => received.at(-1))).size).toBe(1)
})

it('cuts 1,200 clients off that acknowledge nothing, all at the same message', async () => {
  const { time, context, hub, logged } = setup()
  const count = 1200
  const peers = Array.from({ length: count }, (_, i) => openPeer(hub, `s${i}`))
  for (const [i, { events }] of peers.entries()) connect(events, `c${i}`)
  const live = context.sessions.open(sessionId, apiKey)
  while (live.connections.size < count) await turn()
  const data = 'x'.repeat(200_000)
  for (let i = 0; hub.size.sessions > 0 && i < 100; i++) {
    live.signal({ signalId: String(i), content: { data } }, { by: 'rest' })
    await turn()
  }
  expect(hub.size.sessions).toBe(0)
  expect(ghosts(hub, context)).toEqual([])
  expect(logged.filter((message) => message.includes('did not acknowledge its messages'))).toHaveLength(count)
  for (const { counter } of peers) expect(counter.closed).toBe(1003)
  time.advance(GRACE_PERIOD)
  expect(hub.size).toEqual({ clients: 0, sessions: 0 })
}, 120_000)
