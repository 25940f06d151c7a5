// What the client makes of each answer to its session info and to its connect (messaging facts §1.4 and §5).

import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, type FaultRule } from '@opentok-sandbox/mocks'
import { sandbox } from '@opentok-sandbox/mocks/vitest'
import { expect, it, vi } from 'vitest'
import { Participant } from './participant.ts'

const opentok = new OpenTok(DEVELOPMENT_PROJECT)

async function connectFailing(...failures: FaultRule[]): Promise<unknown> {
  const session = await opentok.createSession()
  for (const failure of failures) await sandbox.fail(failure)
  return new Participant(session).connect(await session.generateToken()).catch((error: unknown) => error)
}

it.each([
  [400, 'OT_INVALID_SESSION_ID', 1005],
  [403, 'OT_AUTHENTICATION_ERROR', 1004],
  [404, 'OT_INVALID_SESSION_ID', 1005],
  [409, 'OT_TERMS_OF_SERVICE_FAILURE', 1026],
  [500, 'OT_UNEXPECTED_SERVER_RESPONSE', 2001],
])('takes a session info refused with %i for %s, and does not ask again', async (status, name, code) => {
  const error = await connectFailing({ on: 'session.info', code: status, message: 'no' })
  expect(error).toMatchObject({ name, code, message: expect.stringContaining('no') })
})

it.each<[string, string, Partial<FaultRule>]>([
  ['an unknown code', 'OT_UNEXPECTED_ERROR_CODE', { code: 418 }],
  ['HTTP 503', 'OT_INVALID_HTTP_STATUS', { status: 503 }],
  ['an empty body', 'OT_EMPTY_RESPONSE_BODY', { status: 200 }],
  ['a body that is no JSON', 'OT_XDOMAIN_OR_PARSING_ERROR', { status: 200, body: '[{' }],
  ['no answer', 'OT_CONNECT_FAILED', { network: true }],
])('asks three times on %s, and then gives up as %s', async (_title, name, failure) => {
  expect(await connectFailing({ on: 'session.info', times: 3, ...failure })).toMatchObject({ name })
})

it('connects after all when only the first two answers were bad', async () => {
  expect(await connectFailing({ on: 'session.info', status: 503, times: 2 })).toBeUndefined()
})

it('connects without its configuration', async () => {
  expect(await connectFailing({ on: 'config', status: 500 })).toBeUndefined()
})

it('gives up on a session whose socket is refused for minutes', async () => {
  const session = await opentok.createSession()
  const token = await session.generateToken()
  await sandbox.fail({ on: 'socket', times: 100_000 })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  try {
    let outcome: unknown
    new Participant(session).connect(token).catch((error: unknown) => {
      outcome = error
    })
    while (outcome === undefined) {
      await vi.advanceTimersByTimeAsync(100)
      // Verifying a token takes real time, in which the client's must not run away.
      await new Promise(setImmediate)
    }
    expect(outcome).toMatchObject({ name: expect.stringMatching(/^OT_/) })
  } finally {
    vi.useRealTimers()
  }
}, 120_000)

it('knows when it is lost: after half a minute without a socket', async () => {
  const session = await opentok.createSession()
  const ada = await Participant.join(session, { data: 'Ada' })
  const bob = await Participant.join(session, { data: 'Bob' })
  await ada.heard('connectionCreated Bob')
  // The clients' clock and the sandbox's are both the test's from here on.
  vi.useFakeTimers()
  try {
    await sandbox.fail({ on: 'socket', times: 100_000 })
    await sandbox.drop(bob.client.connection?.connectionId ?? '')
    const lost = bob.heard('sessionDisconnected networkDisconnected')
    const told = ada.heard('connectionDestroyed Bob networkDisconnected')
    await vi.advanceTimersByTimeAsync(50_000)
    await Promise.all([lost, told])
  } finally {
    vi.useRealTimers()
  }
}, 120_000)

it('knows a full session by its name', async () => {
  const failure = { on: 'connect', status: 409, reason: 'connectionLimitExceeded', times: 3 } as const
  expect(await connectFailing(failure)).toMatchObject({ name: 'OT_CONNECTION_LIMIT_EXCEEDED', code: 1027 })
}, 120_000)
