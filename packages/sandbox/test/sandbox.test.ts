import { OpenTok } from '@opentok-sandbox/core'
import { createSandbox, DEVELOPMENT_PROJECT, type SandboxOptions } from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'
import { WireClient } from './contract/client.ts'
import { TestSocket, type Transport } from './contract/transport.ts'
import { createTestClock } from './test-clock.ts'

/** Two clients meet and talk; every byte that the sandbox made is returned. */
async function meeting(seed: number): Promise<string[]> {
  const made: string[] = []
  const clock = createTestClock()
  const sandbox = createSandbox({ seed, clock })
  const transport: Transport = {
    async fetch(request) {
      const response = await sandbox.fetch(request)
      made.push(await response.clone().text())
      return response
    },
    connect(url) {
      const socket: TestSocket = new TestSocket({
        send: (bytes) => events.receive(bytes),
        close: (code) => events.closed(code),
      })
      const send = (bytes: Uint8Array) => {
        made.push(bytes.join())
        socket.onMessage(bytes)
      }
      const peer = { send, close() {}, terminate() {}, bufferedAmount: 0 }
      const events = sandbox.accept(peer, { url })
      return socket
    },
    sandbox,
    close: () => sandbox.reset(),
  }
  const zeros = (length: number) => new Uint8Array(length)
  const fetch: typeof globalThis.fetch = (input, init) => transport.fetch(new Request(input, init))
  const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, clock, random: zeros, fetch }).createSession()
  const ada = await WireClient.join(transport, session, 'ada')
  const bob = await WireClient.join(transport, session, 'bob')
  await ada.receive('created', '/connection/bob')
  await bob.ask('signal', '/signal/s1', { data: 'hello' })
  await ada.receive('signal', '/signal/s1')
  return made
}

it('makes the same bytes on every run with the same seed and clock', async () => {
  const first = await meeting(1)
  expect(first.length).toBeGreaterThan(6)
  expect(await meeting(1)).toEqual(first)
  expect(await meeting(2)).not.toEqual(first)
})

it('gives the same IDs to calls made at the same time, in a hundred runs', async () => {
  const clock = createTestClock()
  const run = async () => {
    const sandbox = createSandbox({ seed: 1, clock })
    const fetch: typeof globalThis.fetch = (...input) => sandbox.fetch(new Request(...input))
    const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, clock, fetch })
    const sessions = await Promise.all(Array.from({ length: 20 }, () => opentok.createSession()))
    return sessions.map(({ sessionId }) => sessionId)
  }
  const first = await run()
  for (let i = 0; i < 100; i++) expect(await run()).toEqual(first)
})

it('starts its seed from the beginning when it is reset', async () => {
  const clock = createTestClock()
  const sandbox = createSandbox({ seed: 1, clock })
  const opentok = new OpenTok({
    ...DEVELOPMENT_PROJECT,
    clock,
    fetch: (...input) => sandbox.fetch(new Request(...input)),
  })
  const first = await opentok.createSession()
  expect((await opentok.createSession()).sessionId).not.toBe(first.sessionId)
  await sandbox.reset()
  expect((await opentok.createSession()).sessionId).toBe(first.sessionId)
})

it('knows the projects that it is given besides the development project', async () => {
  const project = { apiKey: '7', apiSecret: 'seven' }
  const sandbox = createSandbox({ projects: [project] })
  for (const known of [project, DEVELOPMENT_PROJECT]) {
    const opentok = new OpenTok({ ...known, fetch: (...input) => sandbox.fetch(new Request(...input)) })
    expect((await opentok.createSession()).apiKey).toBe(known.apiKey)
  }
})

it.each<[string, SandboxOptions]>([
  ['seed', { seed: 0.5 }],
  ['projects', { projects: [{ apiKey: 'my key', apiSecret: 'x' }] }],
  ['projects', { projects: [{ apiKey: '1', apiSecret: '' }] }],
])('rejects a wrong %s: %o', (option, options) => {
  expect(() => createSandbox(options)).toThrow(new RegExp(`^${option}: `))
})
