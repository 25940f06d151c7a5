// Experience Composer: a real page in a real browser becomes a stream, that a real client sees.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type SandboxServer, serve } from 'opentok-sandbox'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openStage, type Stage } from './browser.ts'
import type { Client } from './fixtures/client.ts'

declare const client: Client

const PATIENCE = { timeout: 60_000, interval: 200 }
const AUTHORIZED = { 'X-TB-PARTNER-AUTH': '123456:1234567890abcdef1234567890abcdef12345678' }

let stage: Stage
let server: SandboxServer
let pages: Server
let url: string
beforeAll(async () => {
  process.env.CHROMIUM_PATH = inject('chromiumPath')
  stage = await openStage('dev')
  server = await serve({ port: 0, log: () => {} })
  pages = createServer(({ url: path }, outgoing) => {
    if (path !== '/page') return outgoing.writeHead(404).end('No such page')
    const moving = 'setInterval(() => { document.title = String(Date.now()) }, 100)'
    return outgoing
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end(
        `<body style="background: rgb(0, 200, 0)"><marquee><h1>Composed</h1></marquee><script>${moving}</script>`,
      )
  })
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
})
afterAll(async () => {
  await stage.close()
  await server.close()
  pages.close()
})

async function render(path: string, body: object = {}) {
  const { sessionId, token, apiKey } = await server.sandbox.tokens.create({
    room: 'composed',
    data: 'composer',
  })
  const response = await fetch(`${server.url}/v2/project/${apiKey}/render`, {
    method: 'POST',
    headers: AUTHORIZED,
    body: JSON.stringify({ sessionId, token, url: url + path, ...body }),
  })
  expect(response.status).toBe(202)
  return response.json()
}

const get = async (id: string) =>
  (await fetch(`${server.url}/v2/project/123456/render/${id}`, { headers: AUTHORIZED })).json()
const statusOf = async (id: string) => (await get(id)).status

it('publishes a page as a stream, and ends when it is stopped', async () => {
  const { id, status } = await render('/page', { resolution: '640x480', properties: { name: 'Composed' } })
  expect(status).toBe('starting')
  await expect.poll(() => statusOf(id), PATIENCE).toBe('started')
  const { streamId } = await get(id)
  const [session] = await server.sandbox.sessions()
  expect(session?.streams).toMatchObject([{ id: streamId, name: 'Composed', hasVideo: true, hasAudio: true }])
  expect(session?.connections).toMatchObject([{ data: 'composer' }])

  const watcher = await server.sandbox.tokens.create({ room: 'composed' })
  const query = new URLSearchParams({ ...watcher, sandbox: server.url, subscribe: 'yes' })
  const { page, context } = await stage.open()
  await page.goto(`${stage.url}test/fixtures/client.html?${query}`)
  await page.waitForFunction(() => 'client' in globalThis)
  await page.evaluate(() => client.connect())
  const colour = () =>
    page.evaluate(() => {
      const video = document.querySelector('video')
      if (!video?.videoWidth) return undefined
      const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 })
      const drawing = canvas.getContext('2d')
      drawing?.drawImage(video, 0, video.videoHeight / 2, 20, 20, 0, 0, 4, 4)
      return [...(drawing?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3)
    })
  await expect
    .poll(async () => {
      const [red = 255, green = 0, blue = 255] = (await colour()) ?? []
      return red < 60 && green > 150 && blue < 60
    }, PATIENCE)
    .toBe(true)
  await context.close()

  const stop = () =>
    fetch(`${server.url}/v2/project/123456/render/${id}`, { method: 'DELETE', headers: AUTHORIZED })
  expect((await stop()).status).toBe(200)
  expect(await get(id)).toMatchObject({ status: 'stopped', reason: 'Stop Requested', streamId })
  expect((await stop()).status).toBe(404)
  await expect.poll(() => server.sandbox.sessions(), PATIENCE).toEqual([])
})

it('fails with a page that cannot be loaded, and says why', async () => {
  const { id } = await render('/page-that-is-not-there')
  await expect.poll(() => statusOf(id), PATIENCE).toBe('failed')
  expect((await get(id)).reason).toBe('Could not load URL: it answered 404')
  const { id: other } = await render('', { url: 'http://127.0.0.1:1/page' })
  await expect.poll(() => statusOf(other), PATIENCE).toBe('failed')
  expect((await get(other)).reason).toContain('Could not load URL')
  expect(await server.sandbox.sessions()).toEqual([])
})

it('says what to install where there is no browser', async () => {
  const path = process.env.CHROMIUM_PATH
  process.env.CHROMIUM_PATH = '/nowhere/chromium'
  try {
    const { id } = await render('/page')
    await expect.poll(() => statusOf(id), PATIENCE).toBe('failed')
    expect((await get(id)).reason).toContain('CHROMIUM_PATH')
  } finally {
    process.env.CHROMIUM_PATH = path
  }
})
