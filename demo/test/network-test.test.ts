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

it('OpenTok’s network test hears the loss that the network is told to have', async () => {
  const { context, page } = await stage.open()
  await server.sandbox.network.set({ clients: [{ loss: 0.05 }] })
  const query = new URLSearchParams({ mode: 'routed', sandbox: server.url })
  await page.goto(`${stage.url}test/fixtures/network-test.html?${query}`)
  const outcome = page.locator('#outcome:not(:empty)')
  await outcome.waitFor({ timeout: 90_000 })
  const { quality, error } = JSON.parse((await outcome.textContent()) ?? '{}')
  await server.sandbox.network.set({})
  expect(error).toBeUndefined()
  // What goes to the router and comes back is lost on both ways.
  expect(quality.audio.packetLossRatio).toBeGreaterThan(0.02)
  expect(quality.audio.packetLossRatio).toBeLessThan(0.2)
  expect(quality.audio.mos).toBeLessThan(4.4)
  console.log(`with 5 % loss, the MOS of audio is ${quality.audio.mos}, of video ${quality.video.mos}`)
  await context.close()
}, 120_000)
