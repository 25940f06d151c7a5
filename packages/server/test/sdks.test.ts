// OpenTok's own server libraries, unmodified and over real sockets, are the judges.

import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { decodeSessionId, OpenTok, type Session } from '@opentok-sandbox/core'
import { OpenTokSDK } from '@opentok-sandbox/core/opentok-sdk'
import { DEVELOPMENT_PROJECT, MESSAGING_PATH } from '@opentok-sandbox/sandbox'
import type { Auth as AuthType } from '@vonage/auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WireClient } from '../../sandbox/test/contract/client.ts'
import { TestSocket } from '../../sandbox/test/contract/transport.ts'
import { type SandboxServer, serve } from '../src/index.ts'

const require = createRequire(import.meta.url)
const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const applicationId = '11111111-2222-4333-8444-555555555555'
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

type Done<T = unknown> = (error: Error | null, value?: T) => void
/** The Node SDK has callbacks last, and no types of its own. */
type Sdk = Record<string, (...parameters: unknown[]) => unknown>
const ask = <T>(sdk: Sdk, method: string, ...parameters: unknown[]): Promise<T> =>
  new Promise((resolve, reject) => {
    const done: Done<T> = (error, value) => (error ? reject(error) : resolve(value as T))
    sdk[method]?.(...parameters, done)
  })

let server: SandboxServer
beforeAll(async () => {
  server = await serve({
    port: 0,
    log: () => {},
    projects: [{ applicationId, publicKey: keys.publicKey }],
  })
})
afterAll(() => server.close())

/** A client in a session, frame by frame. */
function join(session: Pick<Session, 'apiKey' | 'sessionId'>, id: string, token: string) {
  const connect = (url: string) => {
    const { search } = new URL(url)
    const client = new WebSocket(`${server.url.replace('http', 'ws')}${MESSAGING_PATH}${search}`)
    const opened = new Promise((resolve) => client.once('open', resolve))
    const socket = new TestSocket({
      send: (bytes) => void opened.then(() => client.send(bytes)),
      close: (code) => client.close(code),
    })
    client.on('message', (data: Buffer) => socket.onMessage(data))
    client.on('close', (code) => socket.onClose(code))
    return socket
  }
  const client = new WireClient({ connect }, session as Session, id)
  return client.connect(token).then(async (status) => {
    expect(status.headers.get('STATUS')).toBe('200')
    await client.receive('created', `/connection/${id}`)
    return client
  })
}

describe.each(['opentok', 'opentok-2.2'])('%s', (name) => {
  const Sdk = require(name) as new (key: string, secret: string, env: string) => Sdk

  it('creates sessions, and makes tokens that admit to them', async () => {
    const sdk = new Sdk(apiKey, apiSecret, server.url)
    const { sessionId } = await ask<{ sessionId: string }>(sdk, 'createSession', {
      mediaMode: 'routed',
      location: '12.34.56.78',
    })
    expect(decodeSessionId(sessionId)).toMatchObject({ location: '12.34.56.78', mediaMode: 'routed' })
    const client = await join({ apiKey, sessionId }, `ada of ${name}`, String(sdk.generateToken?.(sessionId)))
    client.socket.close()
  })

  it('is refused with another secret', async () => {
    const sdk = new Sdk(apiKey, 'another secret', server.url)
    await expect(ask(sdk, 'createSession', {})).rejects.toThrow(
      /Invalid API key or secret|authentication error/,
    )
  })
})

describe('opentok 2.23.2, on a live session', () => {
  const Sdk = require('opentok') as new (key: string, secret: string, env: string) => Sdk

  it('lists, signals, mutes and disconnects', async () => {
    const sdk = new Sdk(apiKey, apiSecret, server.url)
    const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: server.url }).createSession()
    const { sessionId } = session
    // As OpenTok answers until a client has connected.
    await expect(ask(sdk, 'listStreams', sessionId)).rejects.toThrow('Not Found')
    const token = await session.generateToken({ initialLayoutClassList: ['full'] })
    const ada = await join(session, 'bob', token)
    const channel = [{ id: 'video1', type: 'video', active: true, source: 'screen' }]
    expect(await ada.ask('create', '/stream/s1', { id: 's1', name: 'Ada', channel })).toBe('200')
    await ada.receive('created', '/stream/s1')

    const stream = { id: 's1', name: 'Ada', videoType: 'screen', layoutClassList: ['full'] }
    expect(await ask(sdk, 'listStreams', sessionId)).toMatchObject([stream])
    expect(await ask(sdk, 'getStream', sessionId, 's1')).toMatchObject(stream)
    await ask(sdk, 'setStreamClassLists', sessionId, [{ id: 's1', layoutClassList: ['focus'] }])
    expect(await ask(sdk, 'getStream', sessionId, 's1')).toMatchObject({ layoutClassList: ['focus'] })

    await ask(sdk, 'signal', sessionId, null, { type: 'chat', data: 'to all' })
    await ask(sdk, 'signal', sessionId, 'bob', { type: 'chat', data: 'to one' })
    for (const data of ['to all', 'to one']) {
      const frame = await ada.socket.next()
      expect(JSON.parse(frame.body).content).toEqual({ type: 'chat', data })
    }
    await ask(sdk, 'forceMuteStream', sessionId, 's1')
    expect((await ada.receive('update', '/stream/s1')).content).toMatchObject({ active: true })
    await ask(sdk, 'forceMuteAll', sessionId, { excludedStreamIds: ['s1'] })
    expect((await ada.receive('update', '')).content).toMatchObject({ active: true, exclusion: ['s1'] })
    await ask(sdk, 'disableForceMute', sessionId)
    expect((await ada.receive('update', '')).content).toMatchObject({ active: false })

    await ask(sdk, 'forceDisconnect', sessionId, 'bob')
    await ada.receive('deleted', '/stream/s1')
    expect((await ada.receive('deleted', '/connection/bob')).reason).toBe('forceDisconnected')
    await expect(ask(sdk, 'forceDisconnect', sessionId, 'bob')).rejects.toThrow(
      'Session or Connection not found',
    )
    await expect(ask(sdk, 'signal', sessionId, null, { data: 'x' })).rejects.toThrow('not found')
    ada.socket.close()
  })

  it('is told what the sandbox does not support, and goes on', async () => {
    const sdk = new Sdk(apiKey, apiSecret, server.url)
    const started = ask(sdk, 'startArchive', '1_MX4xMjM0NTZ-fjB-eH5-', { name: 'x' })
    await expect(started).rejects.toThrow()
  })
})

describe('@vonage/video 1.28.0', () => {
  async function open(applicationKey = keys.privateKey) {
    const { Auth } = (await import('@vonage/auth')) as { Auth: typeof AuthType }
    const { Video } = await import('@vonage/video')
    const auth = new Auth({ applicationId, privateKey: applicationKey })
    return new Video(auth as never, { videoHost: server.url } as never)
  }

  it('creates sessions of its application, and tokens that admit to them', async () => {
    const video = await open()
    const { MediaMode } = await import('@vonage/video')
    const { sessionId } = await video.createSession({ mediaMode: MediaMode.ROUTED })
    expect(decodeSessionId(sessionId).apiKey).toBe(applicationId)
    const token = video.generateClientToken(sessionId, { role: 'moderator' as never, data: 'name=Ada' })
    const session = { apiKey: applicationId, sessionId }
    const ada = await join(session, 'cyd', token)
    const seen = (await server.sandbox.sessions()).find((one) => one.apiKey === applicationId)
    expect(seen?.connections).toMatchObject([{ id: 'cyd', data: 'name=Ada' }])
    await video.sendSignal({ type: 'chat', data: 'hello' }, sessionId)
    expect(JSON.parse((await ada.socket.next()).body).content).toEqual({ type: 'chat', data: 'hello' })
    expect(await video.getStreamInfo(sessionId)).toMatchObject({ count: 0 })
    await video.disconnectClient(sessionId, 'cyd')
    expect((await ada.receive('deleted', '/connection/cyd')).reason).toBe('forceDisconnected')
    ada.socket.close()
  })

  it('is refused with another key than that of its application', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const video = await open(privateKey)
    await expect(video.createSession({})).rejects.toMatchObject({ response: { status: 403 } })
  })
})

it('creates sessions for the names of the original documentation, and for the requests of their years', async () => {
  const original = new OpenTokSDK(apiKey, apiSecret, { apiUrl: server.url })
  const { session_id } = await original.create_session('127.0.0.1', { 'p2p.preference': 'enabled' })
  expect(decodeSessionId(session_id)).toMatchObject({ location: '127.0.0.1', mediaMode: 'relayed' })
  const response = await fetch(`${server.url}/hl/session/create`, {
    method: 'POST',
    headers: {
      'X-TB-PARTNER-AUTH': `${apiKey}:${apiSecret}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: `api_key=${apiKey}&location=localhost`,
  })
  expect(response.headers.get('Content-Type')).toBe('text/xml')
  expect(await response.text()).toMatch(/^<\?xml .*<sessions><Session><session_id>[12]_/)
})
