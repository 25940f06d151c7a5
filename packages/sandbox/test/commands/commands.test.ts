import { OpenTok } from '@opentok-sandbox/core'
import { expect, it } from 'vitest'
import { listCommands } from '../../src/commands/table.ts'
import { createSandbox, DEVELOPMENT_PROJECT } from '../../src/index.ts'
import { WireClient } from '../contract/client.ts'
import { openSocket } from '../contract/transport.ts'
import { createTestClock } from '../test-clock.ts'

it('gives each command a name and an HTTP request of its own', () => {
  const names = listCommands().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  // The commands that steer the clock are one request, and an export is told from a search by its format.
  const requests = listCommands()
    .filter(({ name }) => !/^clock\.(set|freeze|run)$/.test(name))
    .flatMap(({ command: { http } }) =>
      http.paths.map((path) => `${http.method} ${path}${http.when ? `?${http.when}` : ''}`),
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

it('rejects a command that does not exist', async () => {
  const sandbox = createSandbox({ log: () => {} })
  await expect(sandbox.command('nothing', {})).rejects.toThrow('does not have the command "nothing"')
})

it('tells a watcher of each change of who and what is in a session, when the change is complete', async () => {
  const clock = createTestClock()
  const sandbox = createSandbox({ clock, log: () => {} })
  const fetch: typeof globalThis.fetch = (...input) => sandbox.fetch(new Request(...input))
  const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, clock, fetch }).createSession()
  const seen: Promise<number[]>[] = []
  const unwatch = sandbox.watch(
    (topic) => {
      expect(topic).toBe('sessions')
      seen.push(sandbox.sessions().then((list) => list.map(({ connections }) => connections.length)))
    },
    ['sessions'],
  )
  const transport = { connect: (url: string) => openSocket(sandbox, url) }
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
