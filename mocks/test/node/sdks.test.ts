// OpenTok's own server libraries, unmodified, are the judges: they take the sandbox for OpenTok.

import { createRequire } from 'node:module'
import { decodeSessionId, OpenTok, verifyToken } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { type NodeSandbox, startSandbox } from '@opentok-sandbox/mocks/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const { apiKey, apiSecret } = DEVELOPMENT_PROJECT

type Callback = (error: Error | null, session?: { sessionId: string }) => void
interface NodeSdk {
  createSession(options: object, callback: Callback): void
  generateToken(sessionId: string, options?: object, legacy?: boolean): string
}
interface OriginalSdk {
  create_session(
    location: string,
    properties: object,
    callback: (error: Error | null, sessionId?: string) => void,
  ): void
  generate_token(options: object): string
}
const Current = require('opentok') as new (key: string, secret: string) => NodeSdk
const Second = require('opentok-2.2') as new (key: string, secret: string) => NodeSdk
const { OpenTokSDK: Original } = require('opentok-1.0') as {
  OpenTokSDK: new (key: string, secret: string) => OriginalSdk
}

let sandbox: NodeSandbox
beforeAll(async () => {
  sandbox = await startSandbox({ log: () => {} })
})
afterAll(() => sandbox.close())

const create = (sdk: NodeSdk, options: object = {}) =>
  new Promise<string>((resolve, reject) => {
    sdk.createSession(options, (error, session) =>
      error ? reject(error) : resolve(session?.sessionId ?? ''),
    )
  })
const createOriginal = (sdk: OriginalSdk, location = '', properties = {}) =>
  new Promise<string | undefined>((resolve, reject) => {
    sdk.create_session(location, properties, (error, sessionId) =>
      error ? reject(error) : resolve(sessionId),
    )
  })

/** Whether the sandbox lets a browser client with this token into the session. */
async function admitted(sessionId: string, token: string): Promise<string> {
  const headers = { Accept: 'application/json', 'X-OPENTOK-AUTH': token }
  const response = await fetch(`https://anvil.opentok.com/session/${sessionId}?extended=true`, { headers })
  const [answer] = (await response.json()) as [
    { session_id?: string; error?: { errorMessage: { message: string } } },
  ]
  return answer.error
    ? answer.error.errorMessage.message
    : answer.session_id === sessionId
      ? 'yes'
      : 'another session'
}

describe.each([
  ['opentok 2.23.2', Current],
  ['opentok 2.2.5', Second],
])('%s', (_name, Sdk) => {
  it('creates relayed and routed sessions, with and without a location', async () => {
    const sdk = new Sdk(apiKey, apiSecret)
    expect(decodeSessionId(await create(sdk, { mediaMode: 'routed' }))).toMatchObject({
      apiKey,
      mediaMode: 'routed',
    })
    expect(
      decodeSessionId(await create(sdk, { mediaMode: 'relayed', location: '12.34.56.78' })),
    ).toMatchObject({
      mediaMode: 'relayed',
      location: '12.34.56.78',
    })
    await create(sdk, { mediaMode: 'routed', archiveMode: 'always' })
  })

  it('makes tokens that the sandbox admits, and nobody else’s', async () => {
    const sdk = new Sdk(apiKey, apiSecret)
    const sessionId = await create(sdk)
    for (const token of [
      sdk.generateToken(sessionId),
      sdk.generateToken(sessionId, {
        role: 'moderator',
        data: 'name=Ädä & co',
        expireTime: Date.now() / 1000 + 60,
      }),
      sdk.generateToken(sessionId, { role: 'subscriber', initialLayoutClassList: ['full', 'focus'] }, true),
    ]) {
      expect(await admitted(sessionId, token)).toBe('yes')
      await verifyToken(token, apiSecret)
    }
    const thief = new Sdk(apiKey, 'another secret').generateToken(sessionId)
    expect(await admitted(sessionId, thief)).toBe('Invalid signature')
  })

  it('is refused for a wrong secret and for an unknown key, in its own words', async () => {
    await expect(create(new Sdk(apiKey, 'another secret'))).rejects.toThrow(
      /authentication|Invalid API key or secret/i,
    )
    await expect(create(new Sdk('999999', apiSecret))).rejects.toThrow(
      /authentication|Invalid API key or secret/i,
    )
  })
})

describe('opentok 1.0.2, of the original generation', () => {
  it('creates sessions over /hl with the plain key and secret', async () => {
    const sdk = new Original(apiKey, apiSecret)
    const routed = await createOriginal(sdk, '127.0.0.1')
    expect(decodeSessionId(routed ?? '')).toMatchObject({ apiKey, mediaMode: 'routed' })
    const relayed = await createOriginal(sdk, '', { 'p2p.preference': 'enabled' })
    expect(decodeSessionId(relayed ?? '').mediaMode).toBe('relayed')
  })

  it('makes tokens that the sandbox admits', async () => {
    const sdk = new Original(apiKey, apiSecret)
    const sessionId = (await createOriginal(sdk)) ?? ''
    const token = sdk.generate_token({
      session_id: sessionId,
      role: 'moderator',
      connection_data: 'name=Ada & co',
    })
    expect(await admitted(sessionId, token)).toBe('yes')
    expect(await verifyToken(token, apiSecret)).toMatchObject({ role: 'moderator', data: 'name=Ada & co' })
  })

  it('gets no session for a wrong secret: it does not know errors', async () => {
    expect(await createOriginal(new Original(apiKey, 'another secret'))).toBeUndefined()
  })
})

describe('@vonage/video 1.28.0', () => {
  it('gets a refusal that it understands if the sandbox has no Vonage application', async () => {
    const { generateKeyPairSync } = await import('node:crypto')
    const { Auth } = await import('@vonage/auth')
    const { Video } = await import('@vonage/video')
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const applicationId = '11111111-2222-4333-8444-555555555555'
    const video = new Video(new Auth({ applicationId, privateKey }))
    await expect(video.createSession({ mediaMode: 'routed' as never })).rejects.toMatchObject({
      response: { status: 403 },
    })
  })
})

it('makes tokens that jsonwebtoken verifies', async () => {
  const { verify } = require('jsonwebtoken') as {
    verify(token: string, secret: string, options: object): object
  }
  const opentok = new OpenTok(DEVELOPMENT_PROJECT)
  const session = await opentok.createSession()
  const token = await session.generateToken({ role: 'moderator', data: 'name=Ada' })
  expect(verify(token, apiSecret, { algorithms: ['HS256'], issuer: apiKey })).toMatchObject({
    session_id: session.sessionId,
    role: 'moderator',
    connection_data: 'name=Ada',
    scope: 'session.connect',
    ist: 'project',
  })
})
