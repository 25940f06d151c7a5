// Real calls in Chromium through a server in a process of its own: the router beside the mesh, relaying beside direct media.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { median, round } from './figures.mjs'

const BIN = fileURLToPath(new URL('../packages/server/dist/bin.js', import.meta.url))
/** How long each call is measured, in seconds. */
const SECONDS = Number(process.env.SECONDS ?? 20)
/** What each publishes: with pictures of 640x480, the browsers of four clients take all of two cores. */
const PICTURE = process.env.FULL ? {} : { resolution: '320x240', frameRate: 15 }
const SIZES = (process.env.CLIENTS ?? '2,4,8').split(',').map(Number)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--disable-background-networking',
  ],
})

/** Starts a server; what it has used can be asked for. */
async function start(...flags) {
  const child = spawn(process.execPath, [BIN, '--port', '0', '--json', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const line = await new Promise((resolve) => child.stdout.once('data', resolve))
  const { url, apiKey, apiSecret } = JSON.parse(line)
  return {
    url,
    project: `${apiKey}:${apiSecret}`,
    /** The CPU time in seconds: Linux counts in hundredths. */
    cpu() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
      return (Number(fields[11]) + Number(fields[12])) / 100
    },
    /** The memory in megabytes. */
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
    stop: () => child.kill(),
  }
}

async function createSession({ url, project }, mode) {
  const response = await fetch(`${url}/session/create`, {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-TB-PARTNER-AUTH': project },
    body: new URLSearchParams({ 'p2p.preference': mode }),
  })
  return (await response.json())[0].session_id
}

async function join(context, { url }, sessionId, picture) {
  const response = await fetch(`${url}/sandbox/tokens`, {
    method: 'POST',
    body: JSON.stringify({ sessionId }),
  })
  const credentials = await response.json()
  const page = await context.newPage()
  await page.goto(`${url}/sandbox/health`)
  await page.addScriptTag({ url: '/opentok-client.js' })
  await page.evaluate(
    async ({ apiKey, sessionId: id, token, picture }) => {
      OT.setProxyUrl(location.origin)
      const session = OT.initSession(apiKey, id)
      Object.assign(globalThis, { subscribers: [], firstFrames: [] })
      session.on('streamCreated', ({ stream }) => {
        const begunAt = performance.now()
        const subscriber = session.subscribe(stream, document.body, { insertMode: 'append' })
        subscribers.push(subscriber)
        const timer = setInterval(() => {
          const video = subscriber.element?.querySelector('video')
          if (!video || video.getVideoPlaybackQuality().totalVideoFrames === 0) return
          clearInterval(timer)
          firstFrames.push(performance.now() - begunAt)
        }, 5)
      })
      await new Promise((resolve, reject) => {
        session.connect(token, (error) => (error ? reject(error) : resolve()))
      })
      const publisher = OT.initPublisher(document.body, { insertMode: 'append', ...picture })
      await new Promise((resolve, reject) => {
        session.publish(publisher, (error) => (error ? reject(error) : resolve()))
      })
    },
    { ...credentials, picture },
  )
  return page
}

/** One call: all publish, and subscribe to all others. */
async function measure(server, mode, clients) {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] })
  const idle = server.memory()
  const sessionId = await createSession(server, mode)
  const pages = []
  for (let i = 0; i < clients; i++) pages.push(await join(context, server, sessionId, PICTURE))
  // On a small machine, the browsers themselves may be too much: what has come by then is measured.
  const hasAll = pages.map((page) =>
    page.waitForFunction((count) => firstFrames.length === count, clients - 1, {
      timeout: 30_000,
      polling: 100,
    }),
  )
  await Promise.allSettled(hasAll)
  const before = server.cpu()
  const framesOf = () =>
    Promise.all(
      pages.map((page) =>
        page.evaluate(() =>
          subscribers.reduce(
            (sum, { element }) =>
              sum + (element?.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0),
            0,
          ),
        ),
      ),
    )
  const shown = await framesOf()
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000))
  const cpu = server.cpu() - before
  const frames = (await framesOf()).reduce((sum, count, i) => sum + count - shown[i], 0)
  const memory = server.memory() - idle
  const firstFrames = (await Promise.all(pages.map((page) => page.evaluate(() => firstFrames)))).flat()
  await context.close()
  return {
    pictures: `${firstFrames.length} of ${clients * (clients - 1)}`,
    'CPU s/min': round((cpu / SECONDS) * 60),
    'first frame ms': Math.round(median(firstFrames)),
    'memory MB': round(memory, 1),
    'frames/s each': round(frames / SECONDS / (clients * (clients - 1)), 1),
  }
}

const rows = {}
for (const clients of SIZES) {
  for (const media of ['mesh', 'router']) {
    const server = await start('--media', media)
    rows[`${media}, ${clients} clients`] = await measure(server, 'disabled', clients)
    server.stop()
  }
}
for (const direct of process.env.FULL ? [] : [true, false]) {
  const server = await start()
  const body = JSON.stringify({ sessions: [{ direct }] })
  await fetch(`${server.url}/sandbox/network`, { method: 'PUT', body })
  rows[`peer-to-peer, ${direct ? 'direct' : 'relayed'}`] = await measure(server, 'enabled', 2)
  server.stop()
}
console.table(rows)
await browser.close()
