// The real client in real browsers, by way of a sandbox on a real port.

import { createServer } from 'node:http'
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket,
} from 'node:net'
import { fileURLToPath } from 'node:url'
import { DEVELOPMENT_PROJECT, writeSnippets } from '@opentok-sandbox/sandbox'
import { type SandboxServer, serve } from 'opentok-sandbox'
import type { Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connected, generateSession, openBrowser } from './browser.ts'

let browser: Awaited<ReturnType<typeof openBrowser>>
let server: SandboxServer
let site: { url: string; close(): void }
beforeAll(async () => {
  browser = await openBrowser()
  server = await serve({ port: 0, log: () => {} })
  site = await serveApp()
})
afterAll(async () => {
  await browser.close()
  await server.close()
  site.close()
})

/** Somebody's app: a page of another origin, which is told where the sandbox is by its query. */
function app(sandbox: string, configure: string): string {
  return `<!doctype html><title>An app</title><link rel="icon" href="data:,">
    ${configure}
    <script src="${sandbox}/opentok-client.js"></script>
    <script type="module">
      if (!window.OTProperties) OT.setProxyUrl('${sandbox}')
      const { apiKey, sessionId, token } = await (await fetch('${sandbox}/room/lobby')).json()
      const session = OT.initSession(apiKey, sessionId)
      const say = (text) => document.body.append(Object.assign(document.createElement('p'), { textContent: text }))
      session.on('connectionCreated', () => say('somebody came'))
      session.on('signal:chat', ({ data }) => say(data))
      session.on('sessionReconnecting', () => say('reconnecting'))
      session.on('sessionReconnected', () => say('reconnected'))
      session.on('sessionDisconnected', ({ reason }) => say('disconnected: ' + reason))
      session.on('streamCreated', ({ stream }) => session.subscribe(stream, document.body, { insertMode: 'append' }))
      session.connect(token, (error) => {
        if (error) return say(error.name)
        session.publish(OT.initPublisher(document.body, { insertMode: 'append' }), () => say('published'))
        say('connected')
      })
      window.signal = (data) => session.signal({ type: 'chat', data })
    </script>`
}

const writePageSnippet = (url: string) => {
  const snippets = writeSnippets({ url, project: DEVELOPMENT_PROJECT, host: 'server' })
  const { code } = snippets.find(({ id }) => id === 'page') ?? { code: '' }
  return `<!doctype html><title>A snippet</title><link rel="icon" href="data:,">${code}`
}

async function serveApp() {
  const http = createServer(({ url = '' }, response) => {
    const sandbox = new URL(url, 'http://x').searchParams.get('sandbox') ?? ''
    const properties = url.includes('properties')
      ? `<script>OTProperties = { apiURL: '${sandbox}', loggingURL: '${sandbox}' }</script>`
      : ''
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(url.startsWith('/snippet') ? writePageSnippet(sandbox) : app(sandbox, properties))
  })
  await new Promise<void>((resolve) => http.listen(0, 'localhost', resolve))
  const { port } = http.address() as AddressInfo
  return { url: `http://localhost:${port}`, close: () => void http.close() }
}

const framesMove = (page: Page, videos: number) =>
  page.waitForFunction(
    (count) =>
      [...document.querySelectorAll('video')].filter(
        (video) => video.getVideoPlaybackQuality().totalVideoFrames > 5,
      ).length >= count,
    videos,
    { timeout: 60_000 },
  )

it('lets two browsers with nothing in common see each other, and asks no other host for anything', async () => {
  const url = `${site.url}/?sandbox=${server.url}`
  const [ada, bob] = [await browser.visit(url), await browser.visit(url)]
  for (const { page } of [ada, bob]) await framesMove(page, 2)
  expect(await server.sandbox.sessions()).toMatchObject([{ connections: [{}, {}], streams: [{}, {}] }])
  await ada.page.evaluate("signal('hello from another browser')")
  await bob.page.getByText('hello from another browser').waitFor()
  for (const { faults, context, requests } of [ada, bob]) {
    expect(faults).toEqual([])
    const origins = new Set(requests.map((request) => new URL(request).origin))
    expect([...origins].sort()).toEqual([new URL(site.url).origin, server.url].sort())
    await context.close()
  }
}, 180_000)

it('works with OTProperties, too', async () => {
  const { page, context } = await browser.visit(`${site.url}/?properties&sandbox=${server.url}`)
  await page.getByText('connected').waitFor()
  await framesMove(page, 1)
  await context.close()
}, 180_000)

it('notices a network that swallows everything, comes back by another way, and hears once what was said', async () => {
  const swallowing = new Set<Socket>()
  const proxy = createTcpServer((socket) => {
    const { port } = new URL(server.url)
    const upstream = connectTcp(Number(port), '127.0.0.1')
    const pass = (from: Socket, to: Socket) =>
      from.on('data', (bytes) => swallowing.has(socket) || to.write(bytes)).on('error', () => {})
    pass(socket, upstream)
    pass(upstream, socket)
    socket.on('close', () => upstream.destroy())
    upstream.on('close', () => swallowing.has(socket) || socket.destroy())
    open.add(socket)
  })
  const open = new Set<Socket>()
  await new Promise<void>((resolve) => proxy.listen(0, 'localhost', resolve))
  const { port } = proxy.address() as AddressInfo
  const ada = await browser.visit(`${site.url}/?sandbox=http://localhost:${port}`)
  await ada.page.getByText('connected', { exact: true }).waitFor()
  const bob = await browser.visit(`${site.url}/?sandbox=${server.url}`)
  await bob.page.getByText('connected', { exact: true }).waitFor()
  await ada.page.getByText('somebody came').nth(1).waitFor()
  // From here on, what was open carries nothing, and nobody is told.
  for (const socket of open) swallowing.add(socket)
  await bob.page.evaluate("signal('said into the void')")
  await ada.page.evaluate("signal('said from the void')")
  await ada.page.getByText('reconnected').waitFor()
  for (const { page } of [ada, bob]) {
    for (const text of ['said into the void', 'said from the void']) {
      await page.getByText(text).waitFor()
      expect(await page.getByText(text).count()).toBe(1)
    }
  }
  for (const { context } of [ada, bob]) await context.close()
  proxy.close()
  for (const socket of open) socket.destroy()
}, 180_000)

it('connects a page that is the snippet for the browser client', async () => {
  const { context, faults } = await browser.visit(`${site.url}/snippet?sandbox=${server.url}`)
  await expect.poll(() => server.sandbox.sessions(), { timeout: 30_000 }).toMatchObject([{ room: 'lobby' }])
  await context.close()
  expect(faults).toEqual([])
})

it('takes commands from a program in a page of its own address', async () => {
  const connect = '../../packages/server/src/connect.ts'
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@opentok-sandbox/source', 'module', 'browser', 'production'] },
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL(connect, import.meta.url)), formats: ['es'] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput[]
  const { page, context } = await browser.visit(server.url)
  const code = JSON.stringify(built[0]?.output[0].code)
  // As text: what vitest makes of an import() is not for browsers.
  const told = await page.evaluate(`(async () => {
    const script = URL.createObjectURL(new Blob([${code}], { type: 'text/javascript' }))
    const { connectSandbox } = await import(script)
    const sandbox = connectSandbox('${server.url}')
    const changed = new Promise((resolve) => sandbox.watch(resolve, ['faults']))
    const { id } = await sandbox.fail('create-unavailable')
    return [id, await changed, (await sandbox.faults()).length]
  })()`)
  expect(told).toEqual([expect.stringMatching(/^fault-/), 'faults', 1])
  await server.sandbox.heal()
  await context.close()
})

it('serves a page with sessions, a live list of them, and a call', async () => {
  const { page, context, faults } = await browser.visit(server.url)
  await page.getByRole('heading', { name: 'Live sessions 0' }).waitFor()
  const sessionId = await generateSession(page)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await connected(page)
  await framesMove(page, 1)
  const live = page.getByRole('list', { name: 'Live sessions' })
  await live.getByText(sessionId).waitFor()
  await live.getByText('camera').waitFor()

  const other = await browser.visit(server.url)
  await other.page.getByRole('button', { name: 'Join' }).click()
  await connected(other.page)
  for (const one of [page, other.page]) await framesMove(one, 2)
  await page.getByRole('button', { name: 'Drop the socket' }).click()
  await page.getByRole('log', { name: 'Events' }).getByText('sessionReconnected').waitFor()
  await other.context.close()
  await live.getByText('Guest').nth(1).waitFor({ state: 'detached' })
  expect([...faults, ...other.faults]).toEqual([])
  await context.close()
}, 180_000)

it('accepts sessions of an earlier server, and the client of a call is told that it is lost', async () => {
  const { port } = new URL(server.url)
  const { page, context } = await browser.visit(`${site.url}/?sandbox=${server.url}`)
  // Where it is lost while it publishes, the client breaks off, and does not say that it is disconnected.
  await page.getByText('published').waitFor()
  const [before] = await server.sandbox.sessions()
  await server.close()
  server = await serve({ port: Number(port), log: () => {} })
  await page.getByText('disconnected: networkDisconnected').waitFor()
  await page.reload()
  await page.getByText('published').waitFor()
  expect(await server.sandbox.sessions()).toMatchObject([{ sessionId: before?.sessionId, streams: [{}] }])
  await context.close()
}, 180_000)
