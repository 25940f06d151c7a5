// Every method of the platform that OpenTok's and Vonage's SDKs for Node have, unmodified, over real sockets and with two
// clients in the session.

import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { type SandboxServer, serve } from '../src/index.ts'

const require = createRequire(import.meta.url)
const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const applicationId = '11111111-2222-4333-8444-555555555555'
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/i)

let server: SandboxServer
let receiver: WebSocketServer
let web: Server
let socketUri: string
let webUri: string
beforeAll(async () => {
  receiver = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  web = createServer((_incoming, outgoing) => outgoing.end('<h1>page</h1>'))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  socketUri = `ws://127.0.0.1:${(receiver.address() as AddressInfo).port}/audio`
  webUri = `http://127.0.0.1:${(web.address() as AddressInfo).port}/page`
})
afterAll(() => {
  receiver.close()
  web.close()
})

/** Reads until it is as it should be. */
const settle = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 60_000, interval: 100 })

/** Two clients who publish, in a session of this project; the first stream can have captions. */
async function fill(sessionId: string): Promise<string[]> {
  const { participants } = server.sandbox
  const publish = { captions: true }
  const joined = await participants.join({ sessionId, name: 'Ada', role: 'moderator', publish, count: 2 })
  return joined.map(({ streamId }) => streamId ?? '')
}

describe('opentok 2.23.2', () => {
  /** Callbacks last, and no types of its own. */
  type Sdk = Record<string, (...parameters: unknown[]) => unknown>
  // biome-ignore lint/suspicious/noExplicitAny: the SDK is untyped JavaScript.
  type Answer = any
  let sdk: Sdk
  let sessionId: string
  let streams: string[]
  const ask = (method: string, ...parameters: unknown[]): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const done = (error: unknown, value: unknown) => (error ? reject(error) : resolve(value))
      sdk[method]?.(...parameters, done)
    })
  const token = (role = 'moderator') => sdk.generateToken?.(sessionId, { role })
  beforeEach(async () => {
    server = await serve({ port: 0, log: () => {}, simulate: ['archives', 'sip'] })
    const OpenTok = require('opentok')
    sdk = new OpenTok(apiKey, apiSecret, server.url)
    const session = await ask('createSession', { mediaMode: 'routed' })
    sessionId = session.sessionId
    streams = await fill(sessionId)
    return () => server.close()
  })

  it('has archives', async () => {
    const archive = await ask('startArchive', sessionId, {
      ...{ name: 'Standup', resolution: '1280x720', streamMode: 'manual', multiArchiveTag: 'a' },
      layout: { type: 'bestFit', screenshareType: 'pip' },
    })
    expect(archive).toMatchObject({ id: UUID, status: 'started', name: 'Standup', streamMode: 'manual' })
    await ask('addArchiveStream', archive.id, streams[0], { hasVideo: false })
    expect((await ask('getArchive', archive.id)).streams).toEqual([
      { streamId: streams[0], hasAudio: true, hasVideo: false },
    ])
    await ask('removeArchiveStream', archive.id, streams[0])
    await ask('setArchiveLayout', archive.id, 'custom', 'stream { width: 50% }', null)
    await expect(ask('startArchive', sessionId, { multiArchiveTag: 'a' })).rejects.toThrow()
    await expect(ask('removeArchiveStream', archive.id, 'nobody')).rejects.toThrow()
    expect((await ask('stopArchive', archive.id)).status).toBe('stopped')
    await settle(async () => (await ask('getArchive', archive.id)).status).toBe('available')
    const { url } = await ask('getArchive', archive.id)
    expect((await fetch(url)).status).toBe(200)
    const listed = await new Promise<[unknown[], number]>((resolve, reject) =>
      sdk.listArchives?.(
        { offset: 0, count: 10, sessionId },
        (error: unknown, archives: unknown[], count: number) =>
          error ? reject(error) : resolve([archives, count]),
      ),
    )
    expect(listed).toMatchObject([[{ id: archive.id }], 1])
    await ask('deleteArchive', archive.id)
    await expect(ask('stopArchive', archive.id)).rejects.toThrow('You can only stop an archive')
    await expect(ask('getArchive', 'nonsense')).rejects.toThrow('Archive not found')
    await expect(ask('deleteArchive', '00000000-0000-4000-8000-000000000000')).rejects.toThrow(
      'Archive not found',
    )
    const empty = await ask('createSession', { mediaMode: 'routed' })
    await expect(ask('startArchive', empty.sessionId, {})).rejects.toThrow('Session not found')
  })

  it('has broadcasts', async () => {
    const broadcast = await ask('startBroadcast', sessionId, {
      outputs: {
        hls: { dvr: true },
        rtmp: [{ id: 'x', serverUrl: 'rtmp://127.0.0.1:1/a', streamName: 's' }],
      },
      ...{ maxDuration: 600, resolution: '640x480', streamMode: 'manual', layout: { type: 'pip' } },
    })
    expect(broadcast).toMatchObject({ id: UUID, status: 'started', maxDuration: 600 })
    await ask('addBroadcastStream', broadcast.id, streams[0], {})
    await ask('removeBroadcastStream', broadcast.id, streams[0])
    await ask('setBroadcastLayout', broadcast.id, 'verticalPresentation', null, null)
    expect(await ask('getBroadcast', broadcast.id)).toMatchObject({
      broadcastUrls: { hls: expect.stringContaining('playlist.m3u8?DVR'), hlsStatus: expect.any(String) },
    })
    const live = await ask('listBroadcasts', { sessionId })
    expect(live).toMatchObject([{ id: broadcast.id }])
    expect(await ask('stopBroadcast', broadcast.id)).toMatchObject({ status: 'stopped', broadcastUrls: null })
    await expect(ask('stopBroadcast', broadcast.id)).rejects.toThrow()
    await expect(ask('getBroadcast', 'nonsense')).rejects.toThrow()
  })

  it('has captions', async () => {
    const captionsId = await ask('startCaptions', sessionId, token(), { languageCode: 'en-GB' })
    expect(captionsId).toEqual(UUID)
    await expect(ask('startCaptions', sessionId, token(), {})).rejects.toMatchObject({
      message: 'Live captions have already started for this OpenTok Session',
    })
    expect(await server.sandbox.captions.say(streams[0] ?? '', 'hello')).toEqual({ sent: true })
    await ask('stopCaptions', captionsId)
    await expect(ask('stopCaptions', captionsId)).rejects.toThrow()
  })

  it('has SIP and DTMF', async () => {
    const call = await ask('dial', sessionId, token('publisher'), 'sip:user@sip.example.com;transport=tls', {
      ...{ from: '15551115555', headers: { 'X-Key': 'value' }, secure: true, video: true },
      ...{ auth: { username: 'u', password: 'p' }, observeForceMute: true, streams },
    })
    expect(call).toMatchObject({ id: UUID, connectionId: UUID, streamId: UUID })
    await ask('playDTMF', sessionId, null, '1p713#')
    await ask('playDTMF', sessionId, call.connectionId, '42')
    expect((await server.sandbox.services.list()).guests).toMatchObject([{ digits: '1p713#42' }])
    await expect(ask('dial', sessionId, 'nonsense', 'sip:user@example.com', {})).rejects.toThrow()
    await ask('forceDisconnect', sessionId, call.connectionId)
    expect((await server.sandbox.services.list()).guests).toEqual([])
  })

  it('has Experience Composers', async () => {
    const render = await ask('startRender', { sessionId, token: token('publisher'), url: webUri })
    expect(render).toMatchObject({ id: UUID, status: 'starting' })
    expect(await ask('getRender', render.id)).toMatchObject({ id: render.id })
    expect(await ask('listRenders', { count: 50 })).toMatchObject({ count: 1 })
    await settle(async () => (await ask('getRender', render.id)).status).toMatch(/started|failed/)
    const { status } = await ask('getRender', render.id)
    const stopping = ask('stopRender', render.id)
    await (status === 'started' ? stopping : expect(stopping).rejects.toThrow())
    await expect(ask('getRender', 'nonsense')).rejects.toThrow()
  })

  it('connects audio to a WebSocket', async () => {
    const connection = await ask('websocketConnect', sessionId, token('publisher'), socketUri, {
      ...{ streams, headers: { key: 'value' }, bidirectional: true },
    })
    expect(connection).toEqual({ id: UUID, connectionId: UUID })
    await ask('forceDisconnect', sessionId, connection.connectionId)
    const refused = ask('websocketConnect', sessionId, token('publisher'), 'ws://127.0.0.1:1/x', {})
    await expect(refused).rejects.toThrow()
  })

  it('registers callbacks', async () => {
    const callback = await ask('registerCallback', { group: 'stream', event: 'created', url: webUri })
    expect(callback).toMatchObject({ id: expect.anything(), group: 'stream', event: 'created', url: webUri })
    const listed = await ask('listCallbacks')
    expect(listed).toHaveLength(1)
    await ask('unregisterCallback', callback.id)
    expect(await ask('listCallbacks')).toEqual([])
  })
})

describe('@vonage/video', () => {
  // biome-ignore lint/suspicious/noExplicitAny: its types say of some answers what they are not.
  let video: any
  let sessionId: string
  let streams: string[]
  const token = (role = 'moderator') => video.generateClientToken(sessionId, { role })
  beforeEach(async () => {
    const projects = [{ applicationId, publicKey: keys.publicKey }]
    server = await serve({ port: 0, log: () => {}, projects, simulate: ['archives', 'sip'] })
    const { Auth } = await import('@vonage/auth')
    const { Video } = await import('@vonage/video')
    const auth = new Auth({ applicationId, privateKey: keys.privateKey })
    video = new Video(auth as never, { videoHost: server.url } as never)
    sessionId = (await video.createSession({ mediaMode: 'disabled' })).sessionId
    // Participants have tokens of a project with a secret: real tokens of the application let real clients in.
    streams = []
    const { WebSocket } = await import('ws')
    const { WireClient } = await import('../../sandbox/test/contract/client.ts')
    const { TestSocket } = await import('../../sandbox/test/contract/transport.ts')
    const { MESSAGING_PATH } = await import('@opentok-sandbox/sandbox')
    for (const id of ['ada', 'bob']) {
      const transport = {
        connect(url: string) {
          const socket = new WebSocket(
            `${server.url.replace('http', 'ws')}${MESSAGING_PATH}${new URL(url).search}`,
          )
          const opened = new Promise((resolve) => socket.once('open', resolve))
          const end = new TestSocket({
            send: (bytes) => void opened.then(() => socket.send(bytes)),
            close: (code) => socket.close(code),
          })
          socket.on('message', (data: Buffer) => end.onMessage(data))
          socket.on('close', (code) => end.onClose(code))
          return end
        },
      }
      const session = { apiKey: applicationId, sessionId, generateToken: async () => token() }
      const client = await WireClient.join(transport, session as never, id)
      const channel = [
        { id: 'audio1', type: 'audio', active: true },
        { id: 'caption1', type: 'data', active: true },
      ]
      const streamId = `stream-of-${id}`
      client.send('create', `/stream/${streamId}`, { id: streamId, name: id, channel })
      streams.push(streamId)
    }
    await settle(async () => (await server.sandbox.sessions())[0]?.streams.length).toBe(2)
    return () => server.close()
  })

  it('has archives', async () => {
    const archive = await video.startArchive(sessionId, { name: 'Standup', streamMode: 'manual' })
    expect(archive).toMatchObject({ id: UUID, status: 'started', applicationId })
    expect(archive).not.toHaveProperty('partnerId')
    await video.addArchiveStream(archive.id, streams[0], true, false)
    await video.removeArchiveStream(archive.id, streams[0])
    await video.updateArchiveLayout(archive.id, { type: 'pip' })
    expect(await video.stopArchive(archive.id)).toMatchObject({ status: 'stopped' })
    await settle(async () => (await video.getArchive(archive.id)).status).toBe('available')
    expect(await video.searchArchives({ sessionId })).toMatchObject({ count: 1, items: [{ id: archive.id }] })
    await video.deleteArchive(archive.id)
    expect(await video.searchArchives({})).toMatchObject({ count: 0 })
  })

  it('has broadcasts', async () => {
    const broadcast = await video.startBroadcast(sessionId, { outputs: { hls: {} }, streamMode: 'manual' })
    expect(broadcast).toMatchObject({ id: UUID, status: 'started', applicationId })
    await video.addStreamToBroadcast(broadcast.id, streams[0])
    await video.removeStreamFromBroadcast(broadcast.id, streams[0])
    await video.updateBroadcast({ broadcastId: broadcast.id, addStream: streams[1], hasVideo: false })
    expect(await video.getBroadcast(broadcast.id)).toMatchObject({ id: broadcast.id })
    expect(await video.searchBroadcasts({ sessionId })).toMatchObject({ count: 1 })
    expect(await video.stopBroadcast(broadcast.id)).toMatchObject({ status: 'stopped' })
  })

  it('has captions', async () => {
    const { captionsId } = await video.enableCaptions(sessionId, token(), { languageCode: 'en-US' })
    expect(await video.getCaptionStatus(captionsId)).toMatchObject({
      captionId: captionsId,
      status: 'started',
    })
    await video.disableCaptions(captionsId)
    await expect(video.disableCaptions(captionsId)).rejects.toMatchObject({ response: { status: 404 } })
  })

  it('has SIP and DTMF', async () => {
    const call = await video.initiateSIPCall(sessionId, {
      token: token(),
      sip: { uri: 'sip:user@example.com', from: 'me@example.com' },
    })
    expect(call).toMatchObject({ id: UUID, connectionId: UUID, projectId: applicationId })
    await video.playDTMF(sessionId, '123')
    await video.playDTMF(sessionId, '#', call.connectionId)
    expect((await server.sandbox.services.list()).guests).toMatchObject([{ digits: '123#' }])
  })

  it('has Experience Composers', async () => {
    const render = await video.startExperienceComposerRender(sessionId, token(), { url: webUri })
    expect(render).toMatchObject({ id: UUID, applicationId, status: 'starting' })
    expect(await video.getExperienceComposerRender(render.id)).toMatchObject({ id: render.id })
    expect(await video.listExperienceComposerRenders({})).toMatchObject({ count: 1 })
    await settle(async () => (await video.getExperienceComposerRender(render.id)).status).toMatch(
      /started|failed/,
    )
    if ((await video.getExperienceComposerRender(render.id)).status === 'started')
      await video.stopExperienceComposerRender(render.id)
  })

  it('connects audio to a WebSocket', async () => {
    const connection = await video.connectToWebsocket(sessionId, token(), { uri: socketUri })
    expect(connection).toMatchObject({ id: UUID, connectionId: UUID })
    await video.disconnectWebsocket(connection.id)
    expect((await server.sandbox.services.list()).guests).toEqual([])
  })
})
