// Compiles in the strictest TypeScript, with the types as they are published.

import type OT from '@opentok/client'
import { isOpenTokError, OpenTok, type Session, type TokenOptions } from '@opentok-sandbox/core'
import { OpenTokSDK } from '@opentok-sandbox/core/opentok-sdk'
import { decodeSessionId } from '@opentok-sandbox/core/session-id'
import { readToken, verifyToken } from '@opentok-sandbox/core/token'
import { createHandlers, createSandbox, DEVELOPMENT_PROJECT, type FaultRule } from '@opentok-sandbox/mocks'
import { startSandbox as startInBrowser } from '@opentok-sandbox/mocks/browser'
import { installFakeMedia } from '@opentok-sandbox/mocks/fake-media'
import { loadClient } from '@opentok-sandbox/mocks/load-client'
import { startSandbox } from '@opentok-sandbox/mocks/node'
import { opentokWorker } from '@opentok-sandbox/mocks/vite'
import { sandbox as ofVitest } from '@opentok-sandbox/mocks/vitest'
import Original from 'opentok'
import {
  connectSandbox,
  type JournalEntry,
  type ListedFault,
  type ParticipantSnapshot,
  type SandboxServer,
  type SandboxState,
  type SessionSnapshot,
  serve,
} from 'opentok-sandbox'
import { opentokSandbox } from 'opentok-sandbox/vite'
import type { Plugin } from 'vite'

const opentok = new OpenTok(DEVELOPMENT_PROJECT)
const session: Session = await opentok.createSession({ mediaMode: 'routed', location: '12.34.56.78' })
const options: TokenOptions = { role: 'moderator', expiresIn: 60 }
const token: string = await session.generateToken(options)
// @ts-expect-error A misspelt option is an error.
await session.generateToken({ expireIn: 60 })
const text: string = readToken(token).data + (await verifyToken(token, 'secret')).role
const location: string = decodeSessionId(session.sessionId).location
const original = new OpenTokSDK('123456', 'secret')
const sessionId: string = (await original.create_session('127.0.0.1')).session_id

// The line that the command prints for Node.
const server = await serve({ port: 0 })
new Original('123456', 'secret', { apiUrl: server.url })

const client = loadClient(import.meta.url)
const connected = client.initSession(opentok.apiKey, sessionId)
connected.on('streamCreated', ({ stream }) => connected.subscribe(stream))
const same: typeof OT = client

const rule: FaultRule = { on: 'connect', status: 409, reason: 'connectionLimitExceeded' }
for (const steered of [
  createSandbox(),
  connectSandbox(server.url),
  ofVitest,
  await startSandbox(),
  await startInBrowser(),
]) {
  const { id } = await steered.fail(rule)
  await steered.heal(id)
  const live: SessionSnapshot[] = await steered.sessions()
  await steered.drop(live[0]?.connections[0]?.id ?? '')
  await steered.tokens.create({ room: 'lobby', role: 'subscriber', expiresIn: '-5m', wrongSecret: true })
  const armed: ListedFault = await steered.fail('token-expired', {
    times: 'always',
    delay: { min: 0, max: '1s' },
  })
  // @ts-expect-error A point where nothing can fail is an error.
  await steered.fail({ on: 'everything' })
  const now: number = await steered.clock.now()
  const { frozen }: { frozen: boolean } = await steered.clock.advance('25h')
  const entry: JournalEntry = await steered.journal.waitFor({ kind: 'event' }, { timeout: 100 })
  if (entry.kind === 'refusal') console.log(entry.hint, now, frozen, armed.hits)
  const har: string = await steered.journal.export('har')
  const [ada]: ParticipantSnapshot[] = await steered.participants.join({
    room: 'lobby',
    publish: { video: false },
  })
  await steered.participants.signal(ada?.connectionId ?? har, { type: 'chat', data: { any: 'thing' } })
  const state: SandboxState = await steered.state.export({ secrets: true })
  await steered.state.import(state)
  // @ts-expect-error A token is for a session or for a room.
  await steered.tokens.create({ role: 'subscriber' })
  await steered.reset()
}
createHandlers(createSandbox())
const restore: () => void = installFakeMedia()
const plugins: Plugin[] = [opentokWorker(), opentokSandbox({ path: '/sandbox' })]
const { url }: SandboxServer = server

try {
  await opentok.createSession()
} catch (error) {
  if (isOpenTokError(error, 'token')) console.log(error.fault)
}
console.log(text, location, same, restore, plugins, url)
