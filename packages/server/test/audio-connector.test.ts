// The audio connector to a real WebSocket server.

import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { type SandboxServer, serve } from '../src/index.ts'

const PATIENCE = { timeout: 30_000, interval: 20 }
const { apiKey, apiSecret } = DEVELOPMENT_PROJECT

let server: SandboxServer
let receiver: WebSocketServer
let uri: string
let sockets: WebSocket[]
let texts: Record<string, unknown>[]
let frames: Buffer[]
let upgrades: IncomingMessage[]
let warnings: string[]
beforeEach(async () => {
  ;[sockets, texts, frames, upgrades, warnings] = [[], [], [], [], []]
  receiver = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  receiver.on('connection', (socket, request) => {
    sockets.push(socket)
    upgrades.push(request)
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) frames.push(data)
      else texts.push(JSON.parse(String(data)))
    })
  })
  await new Promise((resolve) => receiver.once('listening', resolve))
  uri = `ws://127.0.0.1:${(receiver.address() as AddressInfo).port}/audio`
  server = await serve({
    port: 0,
    log: ({ level, message }) => {
      if (level === 'warn') warnings.push(message)
    },
  })
})
afterEach(async () => {
  await server.close()
  for (const socket of sockets) socket.terminate()
  receiver.close()
})

const post = (path: string, body: object = {}) =>
  fetch(`${server.url}/v2/project/${apiKey}/connect${path}`, {
    method: 'POST',
    headers: { 'X-TB-PARTNER-AUTH': `${apiKey}:${apiSecret}` },
    body: JSON.stringify(body),
  })

async function connect(websocket: object) {
  const { sessionId, token } = await server.sandbox.tokens.create({ room: 'r', data: 'audio' })
  return post('', { sessionId, token, websocket: { uri, ...websocket } })
}

/** The loudest sample of a frame. */
const peak = (frame: Buffer): number => {
  let most = 0
  for (let i = 0; i + 1 < frame.length; i += 2) most = Math.max(most, Math.abs(frame.readInt16LE(i)))
  return most
}

/** The pitch of a tone: how often it passes zero upwards. A busy machine leaves gaps, so that frames are asked one by one. */
function pitch(sound: readonly Buffer[], rate: number): number {
  const pitches = sound.map((frame) => {
    let crossings = 0
    for (let i = 2; i + 1 < frame.length; i += 2)
      if (frame.readInt16LE(i - 2) < 0 && frame.readInt16LE(i) >= 0) crossings++
    return crossings / (frame.length / 2 / rate)
  })
  return pitches.sort((a, b) => a - b)[Math.floor(pitches.length / 2)] ?? 0
}

it.each([
  [8000, 320],
  [16_000, 640],
  [24_000, 960],
])('sends the sound of a session at %i Hz, %i bytes for each 20 ms', async (audioRate, bytes) => {
  // The first participant's tone has 440 Hz.
  await server.sandbox.participants.join({ room: 'r', name: 'Ada', publish: true })
  const response = await connect({ audioRate, headers: { caller: 'Ada', n: 1 } })
  expect(response.status).toBe(200)
  expect(response.headers.get('X-OpenTok-Sandbox-Simulated')).toBeNull()
  const { id, connectionId } = await response.json()
  expect(upgrades[0]?.url).toBe('/audio')
  const isLoud = (frame: Buffer) => peak(frame) > 1000
  await expect.poll(() => frames.filter(isLoud).length, PATIENCE).toBeGreaterThan(30)
  expect(texts).toEqual([
    { 'content-type': `audio/l16;rate=${audioRate}`, event: 'websocket:connected', caller: 'Ada', n: '1' },
  ])
  expect(new Set(frames.map(({ length }) => length))).toEqual(new Set([bytes]))
  const sound = frames.filter(isLoud)
  expect(Math.abs(pitch(sound, audioRate) - 440)).toBeLessThan(60)
  const [session] = await server.sandbox.sessions()
  expect(session?.connections.find((one) => one.id === connectionId)).toMatchObject({ data: 'audio' })
  expect((await post(`/${id}/stop`)).status).toBe(200)
  await expect.poll(() => sockets[0]?.readyState, PATIENCE).toBe(3)
  expect((await server.sandbox.services.list()).guests).toEqual([])
})

it('plays what comes back as the stream of its connection', async () => {
  await server.sandbox.participants.join({ room: 'r', name: 'Ada', publish: { video: true, audio: false } })
  const { connectionId } = await (await connect({ bidirectional: true, audioRate: 16_000 })).json()
  const [session] = await server.sandbox.sessions()
  const stream = session?.streams.find((one) => one.connectionId === connectionId)
  expect(stream).toMatchObject({ hasAudio: true, hasVideo: false })
  // A second connector hears the first one.
  const heard: Buffer[] = []
  receiver.once('connection', (socket) =>
    socket.on('message', (data: Buffer, isBinary) => isBinary && heard.push(data)),
  )
  await connect({ streams: [stream?.id] })
  const tone = Buffer.alloc(16_000 * 2)
  for (let i = 0; i < 16_000; i++)
    tone.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * 700 * i) / 16_000)), i * 2)
  sockets[0]?.send(tone)
  await expect.poll(() => heard.filter((frame) => peak(frame) > 2000).length, PATIENCE).toBeGreaterThan(30)
  const loud = heard.filter((frame) => peak(frame) > 2000).slice(2)
  expect(Math.abs(pitch(loud, 16_000) - 700)).toBeLessThan(60)
  sockets[0]?.send(JSON.stringify({ action: 'clear' }))
  await expect.poll(() => peak(heard.at(-1) ?? tone), PATIENCE).toBeLessThan(200)
})

it('writes sound into JSON where that was asked for, and reads it there', async () => {
  await server.sandbox.participants.join({ room: 'r', name: 'Ada', publish: true })
  const audioTransport = {
    transport: 'json',
    encoding: 'base64',
    audio_field: 'sound',
    receive_audio_field: 'answer',
    static_fields: { type: 'append' },
  }
  expect((await connect({ audioTransport, bidirectional: true })).status).toBe(200)
  const decode = ({ sound }: Record<string, unknown>) => Buffer.from(String(sound), 'base64')
  const loud = () => texts.slice(1).filter((text) => peak(decode(text)) > 1000)
  await expect.poll(() => loud().length, PATIENCE).toBeGreaterThan(5)
  expect(loud()[0]).toEqual({ type: 'append', sound: expect.any(String) })
  expect([decode(loud()[0] ?? {}).length, frames]).toEqual([640, []])
  for (const wrong of [{ transport: 'foo' }, { transport: 'json' }, { transport: 'json', encoding: 'hex' }])
    expect((await connect({ audioTransport: wrong })).status).toBe(400)
})

it('goes when the other server closes the socket, or a moderator disconnects it', async () => {
  await server.sandbox.participants.join({ room: 'r' })
  await connect({})
  sockets[0]?.close()
  await expect.poll(async () => (await server.sandbox.services.list()).guests, PATIENCE).toEqual([])
  const { connectionId } = await (await connect({})).json()
  // .NET stops it by the ID of its connection.
  expect((await post(`/${connectionId}/stop`)).status).toBe(200)
  expect((await post(`/${connectionId}/stop`)).status).toBe(404)
})

it('sends no sound where none passes, or silence where that was asked for, and says so', async () => {
  await server.close()
  server = await serve({ port: 0, media: 'mesh', log: ({ message }) => warnings.push(message) })
  const { sandbox } = server
  // A client of which no media passes: it has none.
  const { WireClient } = await import('../../sandbox/test/contract/client.ts')
  const { TestSocket } = await import('../../sandbox/test/contract/transport.ts')
  const session = await sandbox.tokens.create({ room: 'r' })
  const transport = {
    connect: (url: string) => {
      const socket: InstanceType<typeof TestSocket> = new TestSocket({
        send: (bytes) => events.receive(bytes),
        close: (code) => events.closed(code),
      })
      const events = sandbox.accept(
        { send: (bytes) => socket.onMessage(bytes), close() {}, terminate() {}, bufferedAmount: 0 },
        { url },
      )
      return socket
    },
  }
  const ada = await WireClient.join(
    transport,
    { ...session, generateToken: async () => session.token } as never,
    'ada',
  )
  const channel = [{ id: 'audio1', type: 'audio', active: true }]
  expect(await ada.ask('create', '/stream/s1', { id: 's1', name: '', channel })).toBe('200')
  expect((await connect({})).status).toBe(200)
  expect(warnings.join()).toContain('no sound is sent')
  expect(frames).toEqual([])
  await sandbox.services.simulate(['audio-connector'])
  const response = await connect({})
  expect(response.headers.get('X-OpenTok-Sandbox-Simulated')).toBe('audio-connector')
  await expect.poll(() => frames.length, PATIENCE).toBeGreaterThan(5)
  expect(Math.max(...frames.map(peak))).toBe(0)
})
