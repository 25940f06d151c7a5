// The built page in Chromium: from its load to `connected`, and from a subscription to its first frame.

import { fileURLToPath } from 'node:url'
import { serve } from 'opentok-sandbox'
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
          const check = () =>
            document.querySelector('[role=status]')?.textContent === 'connected' && resolve(performance.now())
          new MutationObserver(check).observe(document, {
            childList: true,
            characterData: true,
            subtree: true,
          })
          check()
        }),
    ),
  )
  frames.push(
    await second.evaluate(async () => {
      const heard = (name) =>
        new Promise((resolve) => {
          const check = () =>
            document.querySelector('#events')?.textContent.includes(name) && resolve(performance.now())
          new MutationObserver(check).observe(document, { childList: true, subtree: true })
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
await measureFrames()
await browser.close()
await server.close()

/** The frames of the page a second, while nothing happens and while the journal grows by 500 entries a second. */
async function measureFrames() {
  const sandboxServer = await serve({ port: 0, log: () => {} })
  const { participants } = sandboxServer.sandbox
  const [member] = await participants.join({ room: 'busy' })
  const page = await browser.newPage()
  await page.goto(`${sandboxServer.url}/?panel=journal`)
  await page.getByRole('listbox').waitFor()
  const countFrames = () =>
    page.evaluate(async () => {
      const length = 5000
      const start = performance.now()
      let frames = 0
      while (performance.now() - start < length) {
        await new Promise(requestAnimationFrame)
        frames++
      }
      return Math.round((frames * 1000) / (performance.now() - start))
    })
  const idle = await countFrames()
  const shown = async () =>
    Number((await page.getByRole('tab', { name: 'Journal' }).textContent()).replace(/\D/g, ''))
  const before = await shown()
  // A signal is several entries: the command, the frames, the event.
  const timer = setInterval(() => {
    for (let i = 0; i < 5; i++) void participants.signal(member.connectionId, { type: 'tick', data: `${i}` })
  }, 50)
  const start = performance.now()
  const busy = await countFrames()
  clearInterval(timer)
  const rate = Math.round((((await shown()) - before) * 1000) / (performance.now() - start))
  console.log(`frames a second: ${idle} while nothing happens, ${busy} at ${rate} journal entries a second`)
  await page.close()
  await sandboxServer.close()
}
