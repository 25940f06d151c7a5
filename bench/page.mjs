// The built page in Chromium: from its load to `connected`, and from a subscription to its first frame.

import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'

const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url))
const median = (numbers) => Math.round([...numbers].sort((a, b) => a - b)[numbers.length >> 1])

await build({ configFile, logLevel: 'error' })
const server = await preview({ configFile, logLevel: 'error', preview: { port: 0, host: 'localhost' } })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
  ],
})
const connects = []
const frames = []
for (let i = 0; i < 5; i++) {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] })
  const page = await context.newPage()
  await page.goto(server.resolvedUrls.local[0])
  await page.getByRole('button', { name: 'Generate Session' }).click()
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('button', { name: 'Camera' }).waitFor()
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Open in a second tab' }).click()
  const second = await opened
  connects.push(
    await second.evaluate(
      () =>
        new Promise((resolve) => {
          const status = document.querySelector('[role=status]')
          const check = () => status.textContent === 'connected' && resolve(performance.now())
          new MutationObserver(check).observe(status, { childList: true, characterData: true, subtree: true })
          check()
        }),
    ),
  )
  frames.push(
    await second.evaluate(async () => {
      const said = document.querySelector('#events')
      const heard = (name) =>
        new Promise((resolve) => {
          const check = () => said.textContent.includes(name) && resolve(performance.now())
          new MutationObserver(check).observe(said, { childList: true, subtree: true })
          check()
        })
      const start = await heard('streamCreated')
      for (;;) {
        const remote = [...document.querySelectorAll('.OT_subscriber video')].find(
          ({ videoWidth }) => videoWidth > 0,
        )
        if (remote && remote.getVideoPlaybackQuality().totalVideoFrames > 0) return performance.now() - start
        await new Promise(requestAnimationFrame)
      }
    }),
  )
  await context.close()
}
console.log(
  `a second tab, from navigation to connected: ${median(connects)} ms (median of ${connects.length})`,
)
console.log(`from streamCreated, and so subscribe(), to the first frame seen: at most ${median(frames)} ms`)
await browser.close()
await server.close()
