// Each fault of the catalogue that a server SDK can meet, and what OpenTok's own makes of it, over real sockets.

import { createRequire } from 'node:module'
import { DEVELOPMENT_PROJECT, FAULT_CATALOGUE, type NamedFault } from '@opentok-sandbox/sandbox'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type SandboxServer, serve } from '../src/index.ts'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const require = createRequire(import.meta.url)
const OpenTok = require('opentok')

/** How long a test waits for an answer that never comes, in milliseconds. */
const LONG = 4000

let server: SandboxServer
beforeAll(async () => {
  server = await serve({ port: 0, seed: 1, log: () => {} })
})
afterEach(() => server.sandbox.reset())
afterAll(() => server.close())

const faults = FAULT_CATALOGUE.filter(({ rule: { on } }) => on === 'session.create' || on === 'rest')

async function observe({ rule }: NamedFault): Promise<string> {
  const opentok = new OpenTok(apiKey, apiSecret, { apiUrl: server.url })
  const sessionId = '1_MX4xMjM0NTZ-fjE0NzI0MzU2MDUyMjN-eVgwNFJhZmR6MjdockFHanpxNzBXaEFXfn4'
  return new Promise((resolve) => {
    const done = (error: Error | null, value?: { sessionId?: string }) =>
      resolve(
        error
          ? error.message.replaceAll(server.url, 'http://localhost:9300')
          : rule.on === 'session.create' && !value?.sessionId
            ? 'succeeds, without a session ID'
            : 'succeeds',
      )
    if (/^(hang|endless|truncated)$/.test(String(rule.network))) setTimeout(resolve, LONG, 'nothing happens')
    if (rule.on === 'session.create') opentok.createSession({}, done)
    else opentok.listStreams(sessionId, done)
  })
}

it.each(faults.map((fault) => [fault.name, fault] as const))(
  'sees what the catalogue says of %s',
  async (name, fault) => {
    await server.sandbox.fail(name)
    const seen = await observe(fault)
    expect((await server.sandbox.faults())[0]).toMatchObject({ hits: 1, armed: false })
    expect(seen).toBe(fault.sees)
  },
)
