// The real, unmodified @opentok/client is the judge.

import OT from '@opentok/client'
import { encodeSessionId, OpenTok } from '@opentok-sandbox/core'
import { signJwt } from '@opentok-sandbox/core/token'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { sandbox } from '@opentok-sandbox/mocks/vitest'
import { expect, it } from 'vitest'
import { Participant } from './participant.ts'

const opentok = new OpenTok(DEVELOPMENT_PROJECT)

it('connects, and knows itself by its connection data', async () => {
  const session = await opentok.createSession()
  const client = OT.initSession(opentok.apiKey, session.sessionId)
  const token = await session.generateToken({ data: 'name=Ada', role: 'moderator' })
  await new Promise<void>((resolve, reject) =>
    client.connect(token, (error) => (error ? reject(error) : resolve())),
  )
  expect(client.connection?.data).toBe('name=Ada')
  expect(client.capabilities).toMatchObject({
    publish: 1,
    subscribe: 1,
    forceDisconnect: 1,
    forceUnpublish: 1,
  })
  client.disconnect()
})

it('shows two participants to each other, and when one leaves', async () => {
  const session = await opentok.createSession()
  const ada = await Participant.join(session, { data: 'Ada' })
  const bob = await Participant.join(session, { data: 'Bob' })
  await Promise.all([ada.heard('connectionCreated Bob'), bob.heard('connectionCreated Ada')])
  bob.client.disconnect()
  await ada.heard('connectionDestroyed Bob clientDisconnected')
  await bob.heard('sessionDisconnected clientDisconnected')
})

it('carries signals to everybody, and to one alone', async () => {
  const session = await opentok.createSession()
  const [ada, bob, cyd] = await Promise.all(
    ['Ada', 'Bob', 'Cyd'].map((data) => Participant.join(session, { data })),
  )
  if (!ada || !bob || !cyd) throw new Error('three joined')
  await Promise.all([ada, bob, cyd].map((one) => one.heard('connectionCreated Cyd')))
  await Promise.all([ada, bob, cyd].map((one) => one.heard('connectionCreated Bob')))
  const to = bob.client.connection
  if (to === undefined) throw new Error('Bob is connected')
  await ada.ask((done) => ada.client.signal({ type: 'secret', data: 'psst', to }, done))
  await ada.ask((done) => ada.client.signal({ type: 'chat', data: 'hello' }, done))
  for (const one of [ada, bob, cyd]) await one.heard('signal:chat hello from Ada')
  expect(bob.events).toContain('signal:secret psst from Ada')
  for (const other of [ada, cyd]) expect(other.events.join()).not.toContain('psst')
})

it('refuses a subscriber’s signal under the client’s own error name', async () => {
  const session = await opentok.createSession()
  const sub = await Participant.join(session, { role: 'subscriber', data: 'Sub' })
  const signal = sub.ask((done) => sub.client.signal({ type: 'chat', data: 'may I?' }, done))
  await expect(signal).rejects.toMatchObject({ name: 'OT_PERMISSION_DENIED' })
})

it('tells whom a signal comes from to a client that asked for no connection events', async () => {
  const session = await opentok.createSession()
  const { Session } = OT as unknown as {
    Session: new (apiKey: string, sessionId: string, options: object) => ReturnType<typeof OT.initSession>
  }
  const quiet = new Session(session.apiKey, session.sessionId, { connectionEventsSuppressed: true })
  let connections = 0
  quiet.on('connectionCreated', () => connections++)
  const heard = new Promise((resolve) =>
    quiet.on('signal', ({ data, from }) => resolve(`${data} from ${from?.data}`)),
  )
  const token = await session.generateToken()
  await new Promise<void>((resolve, reject) =>
    quiet.connect(token, (error) => (error ? reject(error) : resolve())),
  )
  const ada = await Participant.join(session, { data: 'Ada' })
  await ada.ask((done) => ada.client.signal({ type: 'chat', data: 'hello' }, done))
  expect(await heard).toBe('hello from Ada')
  expect(connections).toBe(0)
  quiet.disconnect()
})

it('lets a moderator disconnect somebody', async () => {
  const session = await opentok.createSession()
  const mod = await Participant.join(session, { role: 'moderator', data: 'Mod' })
  const bob = await Participant.join(session, { data: 'Bob' })
  await mod.heard('connectionCreated Bob')
  const target = bob.client.connection
  if (target === undefined) throw new Error('Bob is connected')
  await mod.ask((done) => mod.client.forceDisconnect(target, done))
  await bob.heard('sessionDisconnected forceDisconnected')
  await mod.heard('connectionDestroyed Bob forceDisconnected')
})

it('refuses a token of another secret, of an unknown key and of another session', async () => {
  const session = await opentok.createSession()
  const thief = new OpenTok({ ...DEVELOPMENT_PROJECT, apiSecret: 'another secret' })
  const stranger = new OpenTok({ apiKey: '7', apiSecret: 'seven' })
  const strange = { apiKey: '7', location: '', createdAt: 0, random: 'x', mediaMode: 'routed' } as const
  for (const token of [
    await thief.generateToken(session.sessionId),
    await stranger.generateToken(encodeSessionId(strange)),
    await (await opentok.createSession()).generateToken(),
  ]) {
    const ada = new Participant(session)
    await expect(ada.connect(token)).rejects.toMatchObject({ name: 'OT_AUTHENTICATION_ERROR' })
  }
})

it('rejects a text that is not a token with OT_AUTHENTICATION_ERROR', async () => {
  const ada = new Participant(await opentok.createSession())
  await expect(ada.connect('hello')).rejects.toMatchObject({ name: 'OT_AUTHENTICATION_ERROR', code: 1004 })
})

it('reconnects after its socket was dropped, and hears once what was said meanwhile', async () => {
  const session = await opentok.createSession()
  const ada = await Participant.join(session, { data: 'Ada' })
  const bob = await Participant.join(session, { data: 'Bob' })
  await ada.heard('connectionCreated Bob')
  const id = bob.client.connection?.connectionId ?? ''
  await sandbox.drop(id)
  await ada.ask((done) => ada.client.signal({ type: 'chat', data: 'in the outage' }, done))
  await bob.heard('sessionReconnecting')
  const own = bob.ask((done) => bob.client.signal({ type: 'chat', data: 'from the outage' }, done))
  await bob.heard('sessionReconnected')
  await own
  for (const one of [ada, bob]) {
    await one.heard('signal:chat in the outage from Ada')
    await one.heard('signal:chat from the outage from Bob')
    expect(one.events.filter((event) => event.startsWith('signal:chat'))).toHaveLength(2)
    expect(one.events.join()).not.toContain('Destroyed')
  }
  await expect(sandbox.drop('nobody')).rejects.toThrow('no connection has this ID')
})

it('disconnects every client when it is reset, and starts its seed again', async () => {
  const session = await opentok.createSession()
  const ada = await Participant.join(session, { data: 'Ada' })
  await sandbox.reset()
  await ada.heard('sessionDisconnected networkDisconnected')
  const random = (sessionId: string) => atob(sessionId.slice(2).replaceAll('-', '+')).split('~')[4]
  expect(random((await opentok.createSession()).sessionId)).toBe(random(session.sessionId))
})

it('hears from a server: signals without a sender, a mute of all, and a forced disconnect', async () => {
  const session = await opentok.createSession()
  const ada = await Participant.join(session, { data: 'Ada' })
  const bob = await Participant.join(session, { data: 'Bob' })
  await ada.heard('connectionCreated Bob')
  const bobsId = bob.client.connection?.connectionId ?? ''
  const from = new Promise((resolve) => ada.client.once('signal', (event) => resolve(event.from)))
  const ask = async (method: string, path: string, body: object = {}) => {
    const iat = Math.floor(Date.now() / 1000)
    const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
    const jwt = await signJwt({ iss: apiKey, ist: 'project', iat, exp: iat + 60 }, apiSecret)
    const url = `https://api.opentok.com/v2/project/${apiKey}/session/${session.sessionId}${path}`
    const init = { method, headers: { 'X-OPENTOK-AUTH': jwt }, body: JSON.stringify(body) }
    return (await fetch(url, init)).status
  }
  expect(await ask('POST', '/signal', { type: 'news', data: 'from the server' })).toBe(204)
  for (const one of [ada, bob]) await one.heard('signal:news from the server from undefined')
  expect(await from).toBeNull()
  expect(await ask('POST', `/connection/${bobsId}/signal`, { data: 'to Bob' })).toBe(204)
  await bob.heard('signal to Bob from undefined')
  expect(await ask('POST', '/mute', { active: true })).toBe(200)
  for (const one of [ada, bob]) await one.heard('muteForced true')
  expect(await ask('DELETE', `/connection/${bobsId}`)).toBe(204)
  await bob.heard('sessionDisconnected forceDisconnected')
  await ada.heard('connectionDestroyed Bob forceDisconnected')
  expect(ada.events.join()).not.toContain('to Bob')
})
