import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startSandbox } from '@opentok-sandbox/mocks/node'
import { expect, it, vi } from 'vitest'

it('lets requests that are not for OpenTok go their way without a word', async () => {
  const warn = vi.spyOn(console, 'warn')
  const error = vi.spyOn(console, 'error')
  const sandbox = await startSandbox()
  const server = createServer((_request, response) => response.end('mine')).listen(0, 'localhost')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('mine')
  expect(warn).not.toHaveBeenCalled()
  expect(error).not.toHaveBeenCalled()
  await sandbox.close()
  server.close()
})
