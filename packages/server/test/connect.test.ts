// The same commands, over HTTP.

import { OpenTok, readToken } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectSandbox, type SandboxServer, serve } from '../src/index.ts'

let server: SandboxServer
beforeAll(async () => {
  server = await serve({ port: 0, log: () => {} })
})
afterAll(() => server.close())

it('steers a sandbox in another process as one in its own', async () => {
  const sandbox = connectSandbox(server.url)
  const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl: server.url, retry: 0 })
  const { id } = await sandbox.fail({ on: 'session.create', status: 503, times: 2 })
  await expect(opentok.createSession()).rejects.toMatchObject({ status: 503 })
  expect(await sandbox.faults()).toEqual([{ id, on: 'session.create', status: 503, times: 2, hits: 1 }])
  expect(await sandbox.heal(id)).toBeUndefined()
  const { sessionId } = await opentok.createSession()
  const { token } = await sandbox.tokens.create({ sessionId, role: 'moderator' })
  expect(readToken(token).role).toBe('moderator')
  expect(await sandbox.sessions()).toEqual([])
  await sandbox.fail({ on: 'config' })
  await sandbox.reset()
  expect(await sandbox.faults()).toEqual([])
})

it('rejects with the same errors as a sandbox in its own process', async () => {
  const remote = connectSandbox(`${server.url}/`)
  for (const call of [
    (sandbox: typeof remote) => sandbox.drop('nobody'),
    (sandbox: typeof remote) => sandbox.heal('fault-99'),
    (sandbox: typeof remote) => sandbox.fail({ on: 'nothing' as 'config' }),
    (sandbox: typeof remote) => sandbox.tokens.create({ sessionId: 'nonsense' }),
  ]) {
    const here = await call(server.sandbox).catch((error) => error)
    const there = await call(remote).catch((error) => error)
    expect(there).toBeInstanceOf(Error)
    expect(there.message).toBe(here.message)
  }
})

it('says that no sandbox answers, and how to start one', async () => {
  const other = await serve({ port: 0, log: () => {} })
  await other.close()
  await expect(connectSandbox(other.url).sessions()).rejects.toThrow('Start one with "npx opentok-sandbox"')
  expect(() => connectSandbox('localhost:9300')).toThrow('url: must be an http or https address')
})

it('tells a watcher when a session has changed', async () => {
  const sandbox = connectSandbox(server.url)
  const told = new Promise<string>((resolve) => {
    const unwatch = sandbox.watch((topic) => {
      unwatch()
      resolve(topic)
    })
  })
  expect(await told).toBe('sessions')
})
