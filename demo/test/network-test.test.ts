// opentok-network-test-js is a judge: it subscribes to its own stream, by way of the servers.

import { type SandboxServer, serve } from 'opentok-sandbox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage } from './browser.ts'

let stage: Stage
let server: SandboxServer
beforeAll(async () => {
  stage = await openStage('dev')
  server = await serve({ port: 0, log: () => {} })
})
afterAll(async () => {
  await stage.close()
  await server.close()
})

it.each([
  ['a server', 'routed'],
  ['MSW', 'relayed'],
])(
  'OpenTok’s network test succeeds through %s, in a %s session',
  async (way, mode) => {
    const { context, page } = await stage.open()
    const sandbox: Record<string, string> = way === 'MSW' ? {} : { sandbox: server.url }
    const query = new URLSearchParams({ mode, ...sandbox })
    await page.goto(`${stage.url}test/fixtures/network-test.html?${query}`)
    const outcome = page.locator('#outcome:not(:empty)')
    await outcome.waitFor({ timeout: 90_000 })
    const { connectivity, quality, error } = JSON.parse((await outcome.textContent()) ?? '{}')
    expect(error).toBeUndefined()
    expect(connectivity).toEqual({ success: true, failedTests: [] })
    // Whether it calls the bandwidth sufficient depends on how busy the machine is.
    expect([quality.audio.bitrate > 0, quality.video.bitrate > 0]).toEqual([true, true])
    await context.close()
  },
  120_000,
)
