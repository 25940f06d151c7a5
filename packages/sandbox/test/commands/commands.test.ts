import { OpenTok, readToken } from '@opentok-sandbox/core'
import { expect, it } from 'vitest'
import { listCommands } from '../../src/commands/table.ts'
import { createSandbox, DEVELOPMENT_PROJECT, FAULT_POINTS } from '../../src/index.ts'
import { WireClient } from '../contract/client.ts'
import { openSocket } from '../contract/transport.ts'
import { createTestClock } from '../test-clock.ts'

function setup() {
  const sandbox = createSandbox({ log: () => {} })
  const fetch: typeof globalThis.fetch = (...input) => sandbox.fetch(new Request(...input))
  return { sandbox, opentok: new OpenTok({ ...DEVELOPMENT_PROJECT, fetch, retry: 0 }) }
}

it('gives each command a name and an HTTP request of its own', () => {
  const names = listCommands().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const requests = listCommands().flatMap(({ command: { http } }) =>
    http.paths.map((path) => `${http.method} ${path}`),
  )
  expect(new Set(requests).size).toBe(requests.length)
  expect(requests).toEqual(
    expect.arrayContaining([
      'GET /sessions',
      'POST /faults',
      'GET /faults',
      'DELETE /faults',
      'DELETE /faults/:id',
      'POST /tokens',
      'POST /drop',
      'POST /reset',
    ]),
  )
})

it('arms faults, lists them with their hits, and disarms one or all', async () => {
  const { sandbox, opentok } = setup()
  const { id } = await sandbox.fail({ on: 'session.create', status: 503, times: 2 })
  const other = await sandbox.fail({ on: 'config' })
  await expect(opentok.createSession()).rejects.toMatchObject({ status: 503 })
  expect(await sandbox.faults()).toEqual([
    { id, on: 'session.create', status: 503, times: 2, hits: 1 },
    { id: other.id, on: 'config', times: 1, hits: 0 },
  ])
  await sandbox.heal(id)
  expect((await opentok.createSession()).apiKey).toBe('123456')
  await expect(sandbox.heal(id)).rejects.toMatchObject({ name: 'CommandError', status: 404 })
  await sandbox.heal()
  expect(await sandbox.faults()).toEqual([])
})

it.each<[string, string, object]>([
  ['fail', 'on: must be one of', {}],
  ['fail', 'what: is not part of a fault rule', { what: 'session/create' }],
  ['fail', 'times: must be', { on: 'config', times: 0 }],
  ['fail', 'status: must be', { on: 'config', status: 42 }],
  ['drop', 'connectionId: is required', {}],
  ['drop', 'connectionId: no connection', { connectionId: 'nobody' }],
  ['tokens.create', 'sessionId: is required', {}],
  ['tokens.create', 'room: give either', { room: 'x', sessionId: 'y' }],
  ['nothing', 'does not have the command "nothing"', {}],
])('refuses %s with "%s…" for %o', async (name, message, input) => {
  const { sandbox } = setup()
  await expect(sandbox.command(name, input as Record<string, unknown>)).rejects.toThrow(message)
})

it('names every fault point in the message about a wrong one', async () => {
  const { sandbox } = setup()
  const message = await sandbox.fail({ on: 'x' as 'config' }).catch(String)
  for (const point of FAULT_POINTS) expect(message).toContain(point)
})

it('makes tokens for a session and for a room, whose session follows from its name', async () => {
  const { sandbox, opentok } = setup()
  const { sessionId } = await opentok.createSession()
  const made = await sandbox.tokens.create({ sessionId, role: 'moderator', data: 'name=Ada' })
  expect(readToken(made.token)).toMatchObject({ sessionId, role: 'moderator', data: 'name=Ada' })
  const room = await sandbox.tokens.create({ room: 'lobby' })
  expect(room.sessionId).toBe((await setup().sandbox.tokens.create({ room: 'lobby' })).sessionId)
})

it('tells a watcher of each change of who and what is in a session, when the change is complete', async () => {
  const clock = createTestClock()
  const sandbox = createSandbox({ clock, log: () => {} })
  const fetch: typeof globalThis.fetch = (...input) => sandbox.fetch(new Request(...input))
  const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, clock, fetch }).createSession()
  const seen: Promise<number[]>[] = []
  const unwatch = sandbox.watch((topic) => {
    expect(topic).toBe('sessions')
    seen.push(sandbox.sessions().then((list) => list.map(({ connections }) => connections.length)))
  })
  const transport = {
    fetch: (request: Request) => sandbox.fetch(request),
    connect: (url: string) => openSocket(sandbox, url),
    fail: sandbox.fail,
    close: async () => sandbox.close(),
  }
  const ada = await WireClient.join(transport, session, 'ada')
  await WireClient.join(transport, session, 'bob')
  ada.sendFrame('DISCONNECT', { reconnect: '' })
  await ada.socket.closed
  await sandbox.reset()
  unwatch()
  await WireClient.join(transport, session, 'cyd')
  expect(await Promise.all(seen)).toEqual([[1], [2], [1], []])
})

it('leaves no timer and takes no client when it is closed', async () => {
  const timers = new Set<object>()
  const clock = {
    now: () => 0,
    setTimeout(callback: () => void) {
      const timer = { callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const sandbox = createSandbox({ clock, log: () => {} })
  await sandbox.fail({ on: 'socket' })
  for (let i = 0; i < 3; i++) openSocket(sandbox, `wss://x/?socketId=s${i}`)
  expect(timers.size).toBe(3)
  sandbox.close()
  expect(timers.size).toBe(0)
  expect(await openSocketCode(sandbox)).toBe(1001)
  expect(timers.size).toBe(0)
})

function openSocketCode(sandbox: Parameters<typeof openSocket>[0]): Promise<number> {
  return new Promise((resolve) => {
    const peer = { send() {}, close: resolve, terminate() {}, bufferedAmount: 0 }
    sandbox.accept(peer, { url: 'wss://x/?socketId=late' })
  })
}
