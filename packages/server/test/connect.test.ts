// Where there is no sandbox. What commands do over HTTP is in the contract.

import { expect, it } from 'vitest'
import { connectSandbox, serve } from '../src/index.ts'

it('says that no sandbox answers, and how to start one', async () => {
  const other = await serve({ port: 0, log: () => {} })
  await other.close()
  await expect(connectSandbox(other.url).sessions()).rejects.toThrow('Start one with "npx opentok-sandbox"')
  expect(() => connectSandbox('localhost:9300')).toThrow('url: must be an http or https address')
})
