// Whatever comes over a socket, the hub answers or closes; it never throws, and keeps nobody who has gone.

import { inspect } from 'node:util'
import { encodeSessionId, generateToken } from '@opentok-sandbox/core'
import { expect, it } from 'vitest'
import { fc, property } from '../../../core/test/property.ts'
import { DEVELOPMENT_PROJECT } from '../../src/auth/project.ts'
import { createContext } from '../../src/context.ts'
import { encodeFrame, FRAME_TYPES, type FrameType } from '../../src/messaging/frame.ts'
import { Hub } from '../../src/messaging/hub.ts'
import { MessageError, parseMessage } from '../../src/messaging/message.ts'
import { createTestClock } from '../test-clock.ts'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const clock = createTestClock()
const sessionId = encodeSessionId({ apiKey, location: '', createdAt: 0, random: 'x', mediaMode: 'routed' })
const uri = `/v2/partner/${apiKey}/session/${sessionId}`
const tokens = await Promise.all(
  (['subscriber', 'publisher', 'moderator'] as const).map((role) =>
    generateToken(
      sessionId,
      { role },
      { apiKey, apiSecret, clock, random: (length) => new Uint8Array(length) },
    ),
  ),
)

property('any text is a message or a MessageError', [fc.oneof(fc.string(), fc.json())], (text) => {
  try {
    expect(parseMessage(text).parameters.get('partner')).toBeDefined()
  } catch (error) {
    expect(error).toBeInstanceOf(MessageError)
  }
})

property(
  'a message is read as it was written',
  [fc.string(), fc.array(fc.stringMatching(/^[a-z]{3}-?$/)), fc.dictionary(fc.string(), fc.jsonValue())],
  (method, names, content) => {
    const resource = [...new Set(names)]
    const path = resource.map((name, i) => `/${name}/${i}`).join('')
    const message = parseMessage(JSON.stringify({ method, uri: uri + path, content }))
    expect(message).toMatchObject({ method, resource: resource.join('/') })
    expect(resource.map((name) => message.parameters.get(name))).toEqual(resource.map((_, i) => String(i)))
    expect(message.content).toEqual(JSON.parse(JSON.stringify(content)))
  },
)

const ids = fc.constantFrom('ada', 'bob', 'eve', '__proto__', '')
const paths = fc
  .tuple(
    fc.constantFrom(
      'connection',
      'signal',
      'stream',
      'connection/ada/signal',
      'stream/ada/subscriber',
      'stream/ada/channel',
      'stream/ada/channel/v/data',
      '__proto__',
    ),
    ids,
  )
  .map(([name, id]) => `${uri}/${name}/${id}`)
const body = fc.oneof(
  fc
    .record({
      method: fc.constantFrom(
        'create',
        'delete',
        'signal',
        'update',
        'data',
        'offer',
        'answer',
        'candidate',
        'constructor',
      ),
      uri: fc.oneof({ weight: 8, arbitrary: paths }, { weight: 1, arbitrary: fc.string() }),
      content: fc.oneof(
        fc.constant({}),
        fc.constant({ channel: [{ id: 'v', type: 'video', active: true }] }),
        fc.constant({ active: true, exclusion: ['ada'] }),
        fc.record({ sdp: fc.anything(), candidate: fc.anything(), channel: fc.anything() }),
        fc.record({ type: fc.anything(), data: fc.oneof(fc.string(), fc.anything()) }),
        fc.jsonValue(),
      ),
    })
    .map((message) =>
      JSON.stringify(message, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
    ),
  fc.string(),
)
const headers = fc.record(
  {
    'TRANSACTION-ID': fc.oneof(fc.uuid(), fc.constantFrom('same', '')),
    'X-TB-TOKEN-AUTH': fc.oneof(fc.constantFrom(...tokens), fc.string()),
    uniqueId: ids,
    reconnect: fc.constantFrom('1', '', 'x'),
  },
  { requiredKeys: ['TRANSACTION-ID'] },
)
const frame = fc
  .record({
    type: fc.constantFrom(
      ...(Object.keys(FRAME_TYPES) as FrameType[]),
      'MESSAGE' as const,
      'CONNECT' as const,
    ),
    headers: headers.map((record) => new Map(Object.entries(record) as [string, string][])),
    body,
  })
  .map((parts) => encodeFrame({ addresses: [], ...parts }))
const mutant = fc
  .tuple(frame, fc.nat(), fc.nat(255))
  .map(([bytes, position, value]) => bytes.with(position % bytes.length, value) as Uint8Array<ArrayBuffer>)
const step = fc.record({
  socket: fc.nat(3),
  action: fc.constantFrom('send', 'send', 'send', 'send', 'drop', 'vanish', 'reconnect'),
  bytes: fc.oneof({ weight: 6, arbitrary: frame }, mutant, fc.uint8Array({ maxLength: 40 })),
})

it('survives any sequence of frames, and keeps no client after all have gone', async () => {
  let answers = 0
  const holds = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const logged: string[] = []
    const time = createTestClock()
    const hub = new Hub(
      createContext({
        clock: time,
        random: (length) => new Uint8Array(length),
        log: ({ message }) => logged.push(message),
      }),
    )
    const closed = new Set<number>()
    const open = (socket: number, again: boolean) => {
      closed.delete(socket)
      const close = () => {
        closed.add(socket)
      }
      const peer = { send: () => void answers++, close, terminate: close, bufferedAmount: 0 }
      return hub.accept(peer, { url: `wss://x/?socketId=s${socket}${again ? '&reconnect=true' : ''}` })
    }
    const events = [0, 1, 2, 3].map((socket) => open(socket, false))
    for (const [socket, id] of ['ada', 'bob'].entries()) {
      const send = (type: FrameType, own: Record<string, string>, text = '') =>
        events[socket]?.receive(
          encodeFrame({ type, addresses: [], headers: new Map(Object.entries(own)), body: text }),
        )
      send('CONNECT', { uniqueId: id })
      const create = JSON.stringify({ method: 'create', uri: `${uri}/connection/${id}`, content: {} })
      const before = answers
      send('MESSAGE', { 'TRANSACTION-ID': `c-${id}`, 'X-TB-TOKEN-AUTH': tokens[socket + 1] ?? '' }, create)
      while (answers === before) await new Promise(setImmediate)
    }
    expect(hub.size).toEqual({ clients: 4, sessions: 1 })
    for (const { socket, action, bytes } of steps) {
      if (action === 'send' && !closed.has(socket)) events[socket]?.receive(bytes)
      if (action === 'drop') events[socket]?.closed(1006)
      if (action === 'vanish') events[socket]?.closed(1001)
      if (action === 'reconnect') events[socket] = open(socket, true)
      // Verifying a token takes some turns; frames come before, during and after.
      if (socket === 0) await new Promise(setImmediate)
    }
    for (const socket of events) socket.closed(1006)
    await new Promise(setImmediate)
    time.advance(60_000)
    await new Promise(setImmediate)
    expect(hub.size).toEqual({ clients: 0, sessions: 0 })
    const said = logged.join('\n')
    expect(said).not.toContain('The sandbox failed')
    for (const secret of [apiSecret, ...tokens])
      expect(said + inspect(hub, { depth: 5 })).not.toContain(secret)
  })
  await fc.assert(holds, { seed: 1, numRuns: 300 })
  expect(answers).toBeGreaterThan(300)
}, 120_000)
