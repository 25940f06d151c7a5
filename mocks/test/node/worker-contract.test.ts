import { createSandbox } from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'
import { commandContract } from '../../../packages/sandbox/test/contract/commands.ts'
import { instrumentContract } from '../../../packages/sandbox/test/contract/instruments.ts'
import { liveContract } from '../../../packages/sandbox/test/contract/live.ts'
import { messagingContract } from '../../../packages/sandbox/test/contract/messaging.ts'
import { networkContract } from '../../../packages/sandbox/test/contract/network.ts'
import { platformContract } from '../../../packages/sandbox/test/contract/platform.ts'
import { restContract } from '../../../packages/sandbox/test/contract/rest.ts'
import { streamContract } from '../../../packages/sandbox/test/contract/streams.ts'
import { type OpenTransport, openSocket } from '../../../packages/sandbox/test/contract/transport.ts'
import { openRemoteSandbox } from '../../src/remote-sandbox.ts'
import { serveTab } from '../../src/serve-tab.ts'

/** The sandbox behind a worker's port, as the tabs of a browser reach it. */
const openPort: OpenTransport = async (options) => {
  const { port1, port2 } = new MessageChannel()
  serveTab(port2, () => createSandbox(options))
  const sandbox = await openRemoteSandbox(port1, 'a lock', {})
  return {
    fetch: (request) => sandbox.fetch(request),
    connect: (url) => openSocket(sandbox, url),
    sandbox,
    async close() {
      await sandbox.reset()
      port1.close()
    },
  }
}

restContract('a worker’s port', openPort)
messagingContract('a worker’s port', openPort)
streamContract('a worker’s port', openPort)
liveContract('a worker’s port', openPort)
commandContract('a worker’s port', openPort)
instrumentContract('a worker’s port', openPort)
networkContract('a worker’s port', openPort)
platformContract('a worker’s port', openPort)

it('says what is wrong with the options that a tab asks for', async () => {
  const { port1, port2 } = new MessageChannel()
  serveTab(port2, (options) => createSandbox(options))
  const wrong = openRemoteSandbox(port1, 'a lock', { projects: [{ apiKey: 'abc', apiSecret: 'x' }] })
  await expect(wrong).rejects.toThrow("projects: a project's apiKey must be digits")
  port1.close()
})

it('answers a request that fails inside with an error', async () => {
  const { port1, port2 } = new MessageChannel()
  serveTab(port2, () => ({ ...createSandbox(), fetch: () => Promise.reject(new Error('broken')) }))
  const sandbox = await openRemoteSandbox(port1, 'a lock', {})
  await expect(sandbox.fetch(new Request('https://api.opentok.com/'))).rejects.toThrow('broken')
  port1.close()
})
