// Callbacks (webhooks) to a real receiver.

import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CALLBACK_TYPES } from '@opentok-sandbox/sandbox'
import { jwtVerify } from 'jose'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type SandboxServer, serve } from '../src/index.ts'

const PATIENCE = { timeout: 30_000, interval: 20 }

interface Post {
  path: string
  headers: IncomingHttpHeaders
  text: string
  body: Record<string, unknown> & { event?: string }
}

let receiver: Server
let posts: Post[]
/** What the receiver answers with; `never` is no answer. */
let answer: number | 'never'
let url: string
let server: SandboxServer
beforeEach(async () => {
  posts = []
  answer = 200
  receiver = createServer((incoming, outgoing) => {
    // An Experience Composer asks for a page that is not there.
    if (incoming.method !== 'POST') return void outgoing.writeHead(404).end('No such page')
    let text = ''
    incoming.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    incoming.on('end', () => {
      posts.push({ path: incoming.url ?? '', headers: incoming.headers, text, body: JSON.parse(text) })
      if (answer !== 'never') outgoing.writeHead(answer).end('thank you')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  server = await serve({ port: 0, log: () => {} })
})
afterEach(async () => {
  await server.close()
  receiver.closeAllConnections()
  receiver.close()
})

/** Where nobody listens. */
async function nobody(): Promise<string> {
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  return `http://127.0.0.1:${port}/`
}

const events = () => posts.map(({ body }) => body.event ?? body.status)
const arrive = (...wanted: string[]) => expect.poll(events, PATIENCE).toEqual(expect.arrayContaining(wanted))
const all = () => Object.fromEntries(CALLBACK_TYPES.map((type) => [type, `${url}/${type}`]))

it('tells of sessions, connections and streams, as they come and go', async () => {
  await server.sandbox.callbacks.set(all())
  const [ada] = await server.sandbox.participants.join({ room: 'r', name: 'Ada', publish: true })
  await arrive('sessionCreated', 'connectionCreated', 'streamCreated')
  await server.sandbox.participants.leave(ada?.connectionId ?? '')
  await arrive('streamDestroyed', 'connectionDestroyed', 'sessionDestroyed')
  const of = (event: string) => posts.find(({ body }) => body.event === event) as Post
  const connection = { id: ada?.connectionId, createdAt: expect.any(Number), data: 'name=Ada' }
  const stream = {
    id: ada?.streamId,
    connection,
    createdAt: expect.any(Number),
    name: 'Ada',
    videoType: 'camera',
  }
  const envelope = { sessionId: ada?.sessionId, projectId: '123456', timestamp: expect.any(Number) }
  expect(of('connectionCreated').body).toEqual({ ...envelope, event: 'connectionCreated', connection })
  expect(of('streamCreated').body).toEqual({ ...envelope, event: 'streamCreated', stream })
  const reason = 'clientDisconnected'
  expect(of('streamDestroyed').body).toEqual({ ...envelope, event: 'streamDestroyed', reason, stream })
  expect(of('connectionDestroyed').body).toEqual({
    ...envelope,
    event: 'connectionDestroyed',
    reason,
    connection,
  })
  expect(Object.keys(of('streamDestroyed').body)).toEqual([
    ...['sessionId', 'projectId', 'event', 'reason', 'timestamp', 'stream'],
  ])
  expect(of('sessionCreated')).toMatchObject({
    path: '/session',
    headers: { 'content-type': 'application/json' },
  })
  expect(of('sessionCreated').headers.authorization).toBeUndefined()
})

it('tells of archives, broadcasts, captions, Experience Composers and SIP calls', async () => {
  await server.sandbox.callbacks.set(all())
  await server.sandbox.services.simulate(['archives'])
  const [ada] = await server.sandbox.participants.join({ room: 'r', role: 'moderator' })
  const { sessionId = '' } = ada ?? {}
  const { id } = await server.sandbox.archives.start({ room: 'r' })
  await server.sandbox.archives.stop(id)
  const broadcast = await server.sandbox.broadcasts.start({ room: 'r' })
  await server.sandbox.broadcasts.stop(broadcast.id)
  const captions = await server.sandbox.captions.start({ room: 'r' })
  await server.sandbox.captions.stop(captions.id)
  const { token } = await server.sandbox.tokens.create({ sessionId })
  const post = (path: string, body: object) =>
    fetch(`${server.url}/v2/project/123456/${path}`, {
      method: 'POST',
      headers: { 'X-TB-PARTNER-AUTH': '123456:1234567890abcdef1234567890abcdef12345678' },
      body: JSON.stringify({ sessionId, token, ...body }),
    })
  await post('dial', { sip: { uri: 'sip:bob@example.com' } })
  await post('render', { url: `${url}/page-that-is-none`, statusCallbackUrl: `${url}/own-address` })
  const seen = () => posts.map(({ path, body }) => `${path} ${body.event ?? ''} ${body.status ?? ''}`)
  await expect
    .poll(seen, PATIENCE)
    .toEqual(
      expect.arrayContaining([
        '/archive archive started',
        '/archive archive stopped',
        '/archive archive available',
        '/broadcast broadcast started',
        '/broadcast broadcast stopped',
        '/captions  started',
        '/captions  stopped',
        '/sip callCreated ',
        '/sip callDestroyed ',
        '/render  starting',
        '/render  failed',
        '/own-address  failed',
      ]),
    )
  const archive = posts.find(({ body }) => body.status === 'available')
  expect(archive?.body).toMatchObject({ id, event: 'archive', projectId: 123456, partnerId: 123456 })
  expect((await fetch(String(archive?.body.url))).status).toBe(200)
})

it('signs them with the secret of their type, over the bytes that it sends', async () => {
  const signatureSecret = 'a secret of callbacks'
  await server.sandbox.callbacks.set({ session: { url, signatureSecret } })
  await server.sandbox.participants.join({ room: 'r', data: 'ü €' })
  await arrive('connectionCreated')
  const { headers, text } = posts[0] as Post
  const jwt = headers.authorization?.replace('Bearer ', '') ?? ''
  const { payload, protectedHeader } = await jwtVerify(jwt, new TextEncoder().encode(signatureSecret))
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(payload).toEqual({
    iat: expect.any(Number),
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(text).digest('hex'),
    api_key: '123456',
  })
  expect(
    JSON.stringify([await server.sandbox.journal.find(), await server.sandbox.callbacks.list()]),
  ).not.toContain(signatureSecret)
})

it('sends again after 5 s, 10 s and so on for a day, by the sandbox’s clock, until it is answered with 200', async () => {
  await server.sandbox.clock.freeze()
  answer = 500
  await server.sandbox.callbacks.set({ session: url })
  await server.sandbox.participants.join({ room: 'r' })
  const attempts = async () => {
    const { deliveries } = await server.sandbox.callbacks.list()
    return deliveries.find(({ event }) => event === 'connectionCreated')?.attempts ?? []
  }
  const count = (wanted: number) => expect.poll(async () => (await attempts()).length, PATIENCE).toBe(wanted)
  await count(1)
  await server.sandbox.clock.advance('4999ms')
  await count(1)
  await server.sandbox.clock.advance('1ms')
  await count(2)
  await server.sandbox.clock.advance('9s')
  await count(2)
  await server.sandbox.clock.advance('1s')
  await count(3)
  answer = 200
  await server.sandbox.clock.advance('20s')
  await count(4)
  const { deliveries } = await server.sandbox.callbacks.list()
  const delivery = deliveries.find(({ event }) => event === 'connectionCreated')
  expect(delivery).toMatchObject({ status: 'delivered', secure: false })
  expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 500, 500, 200])
  const { entries } = await server.sandbox.journal.find({ kind: 'callback', text: 'connectionCreated' })
  expect(entries.map(({ status }) => status)).toEqual([500, 500, 500, 200])
  await server.sandbox.callbacks.resend(delivery?.id ?? '')
  await count(5)
  await expect(server.sandbox.callbacks.resend('nonsense')).rejects.toThrow('id')
})

it('lets no call wait for a receiver that does not answer, or is not there', async () => {
  answer = 'never'
  await server.sandbox.callbacks.set({ session: url, archive: await nobody() })
  await server.sandbox.participants.join({ room: 'r', publish: true, count: 3 })
  const { id } = await server.sandbox.archives.start({ room: 'r' })
  await server.sandbox.archives.stop(id)
  expect(await server.sandbox.sessions()).toHaveLength(1)
  await expect
    .poll(
      async () =>
        (await server.sandbox.callbacks.list()).deliveries.map(({ attempts }) => attempts[0]?.problem),
      PATIENCE,
    )
    .toContain('The receiver was not reached: ECONNREFUSED')
})

it('sends to those who registered by REST what they registered for', async () => {
  const register = (group: string, event: string) =>
    fetch(`${server.url}/v2/project/123456/callback`, {
      method: 'POST',
      headers: { 'X-TB-PARTNER-AUTH': '123456:1234567890abcdef1234567890abcdef12345678' },
      body: JSON.stringify({ group, event, url: `${url}/${group}` }),
    })
  await register('stream', 'created')
  await register('archive', 'status')
  await server.sandbox.participants.join({ room: 'r', publish: true })
  await server.sandbox.archives.start({ room: 'r' })
  await arrive('streamCreated', 'archive')
  expect(posts.map(({ path }) => path).sort()).toEqual(['/archive', '/stream'])
})

it('sends none to the internet, also when it is sent again', async () => {
  await server.sandbox.callbacks.set({ session: 'https://example.com/hook' })
  await server.sandbox.participants.join({ room: 'r' })
  const read = async () => (await server.sandbox.callbacks.list()).deliveries.at(-1)
  const id = (await read())?.id ?? ''
  await server.sandbox.callbacks.resend(id)
  expect(await read()).toMatchObject({ status: 'refused', attempts: [{}, {}] })
})
