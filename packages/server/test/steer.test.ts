// The commands of the command line that steer a sandbox which runs already.

import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type SandboxServer, serve } from '../src/index.ts'
import { folder, run, start } from './command.ts'

let server: SandboxServer
beforeAll(async () => {
  server = await serve({ port: 0, seed: 1, log: () => {} })
})
afterEach(() => server.sandbox.reset())
afterAll(() => server.close())

const steer = (...parameters: string[]) => run(...parameters, '--url', server.url)

function createSession(url = server.url): Promise<Response> {
  const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
  const headers = { 'X-TB-PARTNER-AUTH': `${apiKey}:${apiSecret}` }
  return fetch(`${url}/session/create`, { method: 'POST', headers })
}

it('arms a fault by its name, lists it with its hits, and disarms it', async () => {
  expect(await steer('fail', 'create-rate-limited', '--times', 'always')).toMatchObject({
    code: 0,
    out: 'fault-1 is armed. "opentok-sandbox heal fault-1" disarms it.\n',
  })
  expect((await createSession()).status).toBe(429)
  expect((await steer('faults')).out).toBe('fault-1  create-rate-limited  fired 1 of always\n')
  expect(await steer('heal', 'fault-1')).toMatchObject({ code: 0, out: '' })
  expect((await createSession()).status).toBe(200)
})

it('arms a fault by a rule', async () => {
  const { out } = await steer(
    ...['fail', 'rest', '--status', '429', '--header', 'Retry-After: 5', '--path', '/v2/*/stream', '--json'],
  )
  expect(JSON.parse(out)).toMatchObject({
    on: 'rest',
    status: 429,
    headers: { 'Retry-After': '5' },
    where: { path: '/v2/*/stream' },
  })
})

it('shows the journal as lines, as JSON, and as HAR', async () => {
  await createSession()
  expect((await steer('journal', '--kind', 'request')).out).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} +1 request POST \/session\/create → 200\n$/,
  )
  expect(JSON.parse((await steer('journal', '--json', '--limit', '1')).out)).toMatchObject({ seq: 1 })
  expect(JSON.parse((await steer('journal', '--format', 'har')).out).log.version).toBe('1.2')
})

it('follows the journal, a request together with its answer', async () => {
  const { child, said, done } = start(['journal', '--follow', '--kind', 'request', '--url', server.url])
  await createSession()
  expect(await said).toContain('POST /session/create → 200')
  child.kill('SIGINT')
  expect((await done).code).toBe(0)
})

it('shows and changes the time', async () => {
  await steer('clock', 'freeze')
  expect((await steer('clock', 'set', '2030-01-01T00:00:00Z')).out).toBe('2030-01-01T00:00:00.000Z, frozen\n')
  expect(JSON.parse((await steer('clock', 'advance', '25h', '--json')).out)).toEqual({
    now: '2030-01-02T01:00:00.000Z',
    frozen: true,
  })
  expect((await steer('clock')).out).toBe('2030-01-02T01:00:00.000Z, frozen\n')
})

it('lets participants join until it is stopped', async () => {
  const { child, said, done } = start([
    'join',
    'lobby',
    '--name',
    'Ada',
    '--publish',
    '--count',
    '8',
    '--url',
    server.url,
  ])
  expect((await said).split('\n')[7]).toMatch(/Ada 8, publishing$/)
  expect((await steer('sessions')).out).toMatch(/routed, in virginia, 8 clients, 8 streams: name=Ada 1, /)
  child.kill('SIGINT')
  expect((await done).code).toBe(0)
  expect((await steer('sessions', '--json')).out).toBe('[]\n')
})

it('makes tokens', async () => {
  const { out } = await steer('token', 'lobby', '--role', 'moderator', '--expires-in=-5m', '--json')
  expect(JSON.parse(out)).toMatchObject({ apiKey: '123456', sessionId: expect.stringMatching(/^[12]_/) })
})

it.each([
  [['fail', 'create-unavailabel'], 1, 'Did you mean "create-unavailable"?'],
  [['fail', 'session.create', '--network', 'rest'], 1, 'Did you mean "reset"?'],
  [['heal', 'fault-9'], 1, 'no fault "fault-9" is armed'],
  [['clock', 'forward'], 2, 'It knows advance, set, freeze and run'],
  [['jornal'], 2, 'unknown command "jornal". Did you mean "journal"?'],
  [['journal', '--statsu', '1'], 2, 'Did you mean --status?'],
])('says what is wrong with %j, and what would be right', async (parameters, code, message) => {
  const outcome = await run(...parameters, ...(parameters[0] === 'jornal' ? [] : ['--url', server.url]))
  expect(outcome).toMatchObject({ code, err: expect.stringContaining(message) })
})

it('says that no sandbox answers', async () => {
  expect(await run('sessions', '--url', 'http://localhost:1')).toMatchObject({
    code: 1,
    err: 'opentok-sandbox: No sandbox answers at http://localhost:1. Start one with "npx opentok-sandbox"\n',
  })
})

it('saves its state at the end, and begins with it the next time', async () => {
  const state = join(folder, 'state.json')
  const first = start(['--port', '0', '--json', '--state', state])
  const { url } = JSON.parse(await first.said)
  await run('fail', 'create-unavailable', '--times', '3', '--url', url)
  await run('clock', 'advance', '2d', '--url', url)
  first.child.kill('SIGTERM')
  expect((await first.done).code).toBe(0)
  expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ version: 1, clock: { frozen: false } })

  const second = start(['--port', '0', '--json', '--state', state])
  const next = JSON.parse(await second.said)
  expect((await createSession(next.url)).status).toBe(503)
  const { now } = await (await fetch(`${next.url}/sandbox/clock`)).json()
  expect(Date.parse(now) - Date.now()).toBeGreaterThan(47 * 3_600_000)
  second.child.kill('SIGTERM')
  await second.done
})

it('begins with a prepared world', async () => {
  const file = join(folder, 'world.json')
  const world = {
    version: 1,
    rooms: [{ name: 'stage', archiveMode: 'always' }],
    participants: [{ room: 'stage', name: 'Guest', publish: true, count: 2 }],
    faults: [{ name: 'create-unavailable' }],
  }
  writeFileSync(file, JSON.stringify(world))
  const { child, said, done } = start(['--port', '0', '--json', '--seed-file', file])
  const { url } = JSON.parse(await said)
  expect((await run('sessions', '--url', url)).out).toContain(
    '2 clients, 2 streams: name=Guest 1, name=Guest 2',
  )
  expect((await run('journal', '--url', url, '--text', 'archiveStarted')).out).not.toBe('')
  expect((await createSession(url)).status).toBe(503)
  child.kill('SIGTERM')
  await done
})

it.each([
  ['{', 'world.json is not JSON'],
  ['{"version":1,"faults":[{"on":"x"}]}', 'faults[0].on: must be one of'],
])('does not start with the world %s', async (text, message) => {
  writeFileSync(join(folder, 'world.json'), text)
  const outcome = await run('--port', '0', '--seed-file', 'world.json')
  expect(outcome.code).not.toBe(0)
  expect(outcome.err).toContain(message)
})

it('keeps the state that was there when it ends badly', async () => {
  const state = join(folder, 'kept.json')
  writeFileSync(state, '{"version":1}')
  const { child, said } = start(['--port', '0', '--json', '--state', state])
  await said
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(readFileSync(state, 'utf8')).toBe('{"version":1}')
  expect(existsSync(`${state}.new`)).toBe(false)
})

it('says how far away clients are, shows it, and takes it back', async () => {
  expect((await steer('network')).out).toMatch(
    /^nothing is delayed or lost\nclients without a place are in virginia\n/,
  )
  const set = await steer(
    ...[
      'network',
      'set',
      '--client',
      'name=Guest',
      '--place',
      'sydney',
      '--loss',
      '5%',
      '--session-place',
      'dublin',
    ],
  )
  expect(set.out).toMatch(/^name=Guest: place sydney, loss 0.05\nsessions: place dublin\n/)
  expect(await server.sandbox.network.get()).toMatchObject({
    clients: [{ connection: 'name=Guest', place: 'sydney', loss: 0.05 }],
    sessions: [{ place: 'dublin' }],
  })
  expect((await steer('network', 'set', '--no-direct')).out).toMatch(/^sessions: direct false\n/)
  expect(JSON.parse((await steer('network', 'clear', '--json')).out)).toMatchObject({
    clients: [],
    sessions: [],
  })
  expect(await steer('network', 'set')).toMatchObject({
    code: 2,
    err: expect.stringContaining('requires an option'),
  })
  expect(await steer('network', 'set', '--loss', '500%')).toMatchObject({ code: 2 })
  expect((await steer('network', 'set', '--place', 'sidney')).err).toContain('Did you mean "sydney"?')
})
