import { expect, it } from 'vitest'
import { OpenTokSDK, RoleConstants, SessionPropertyConstants } from '../src/opentok-sdk.ts'
import { readToken, verifyToken } from '../src/token/index.ts'
import { SECRET, SESSION_ID } from './vectors.ts'

const NOW = 1400000000
const clock = { now: () => NOW * 1000, setTimeout: () => () => {} }

function setup() {
  const bodies: string[] = []
  const opentok = new OpenTokSDK('123456', SECRET, {
    clock,
    async fetch(input, init) {
      bodies.push(await new Request(input, init).text())
      return new Response(`<sessions><Session><session_id>${SESSION_ID}</session_id></Session></sessions>`)
    },
  })
  return { opentok, bodies }
}

it('creates sessions by the names of the original documentation', async () => {
  const { opentok, bodies } = setup()
  const session = await opentok.create_session('127.0.0.1', {
    [SessionPropertyConstants.P2P_PREFERENCE]: 'enabled',
  })
  expect([session.session_id, session.getSessionId(), session.sessionId]).toEqual([
    SESSION_ID,
    SESSION_ID,
    SESSION_ID,
  ])
  expect(bodies).toEqual(['location=127.0.0.1&p2p.preference=enabled'])
})

it('sends the location unvalidated, and no media mode that was not asked for', async () => {
  const { opentok, bodies } = setup()
  await opentok.create_session()
  await opentok.create_session('localhost')
  await opentok.create_session(null, {})
  await opentok.createSession({ 'p2p.preference': 'disabled' })
  expect(bodies).toEqual([
    'location=',
    'location=localhost',
    'location=',
    'location=&p2p.preference=disabled',
  ])
})

it('generates T1 tokens with parameters in a row or by name', async () => {
  const { opentok } = setup()
  const inRow = await opentok.generate_token(SESSION_ID, RoleConstants.MODERATOR, NOW + 60, 'name=Ada')
  const byName = await opentok.generateToken({
    session_id: SESSION_ID,
    role: 'moderator',
    expire_time: NOW + 60,
    connection_data: 'name=Ada',
  })
  for (const token of [inRow, byName]) {
    expect(await verifyToken(token, SECRET, { clock })).toMatchObject({
      format: 'T1',
      role: 'moderator',
      expireTime: NOW + 60,
      data: 'name=Ada',
    })
  }
})

it('makes a publisher of a day by default', async () => {
  const { opentok } = setup()
  expect(readToken(await opentok.generate_token(SESSION_ID))).toMatchObject({
    role: 'publisher',
    createTime: NOW,
    expireTime: NOW + 86400,
    data: '',
  })
})

it('refuses what that generation refused: a wrong role, and a session of another key', async () => {
  const { opentok } = setup()
  await expect(opentok.generate_token(SESSION_ID, 'king' as 'moderator')).rejects.toMatchObject({
    option: 'role',
  })
  await expect(opentok.generate_token('2_MX4xNzAxMjYzMX4xMjcuMC4wLjF-')).rejects.toMatchObject({
    code: 'session-id',
  })
})
