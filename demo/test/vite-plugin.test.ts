// An app of somebody's, on the dev server of Vite, with the plugin and nothing else.

import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { serve } from 'opentok-sandbox'
import { opentokSandbox } from 'opentok-sandbox/vite'
import { build, createLogger, createServer, preview, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'

const root = fileURLToPath(new URL('../../examples/vite-app', import.meta.url))
const config = { root, configFile: false, logLevel: 'error' } as const

let browser: Awaited<ReturnType<typeof openBrowser>>
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

it('connects the client of an unchanged app across browsers, and still reloads its page', async () => {
  const server = await createServer({
    ...config,
    plugins: [opentokSandbox()],
    server: { port: 0, host: 'localhost' },
  })
  await server.listen()
  const url = server.resolvedUrls?.local[0] ?? ''
  try {
    const visits = [await browser.visit(url), await browser.visit(url)]
    for (const { page } of visits) {
      await page
        .getByRole('status')
        .filter({ hasText: /^connected$/ })
        .waitFor()
      await page.waitForFunction(
        () =>
          [...document.querySelectorAll('video')].filter(
            (video) => video.getVideoPlaybackQuality().totalVideoFrames > 5,
          ).length >= 2,
      )
    }
    const apiUrl = `${url}opentok-sandbox`
    const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, apiUrl }).createSession()
    expect(session.sessionId).toMatch(/^[12]_/)
    const [page] = visits.map((visit) => visit.page)
    const reloaded = page?.waitForEvent('load')
    server.ws.send({ type: 'full-reload' })
    await reloaded
    for (const { faults, requests, context } of visits) {
      expect(faults).toEqual([])
      const origins = new Set(
        requests.filter((one) => /^https?:/.test(one)).map((one) => new URL(one).origin),
      )
      expect([...origins]).toEqual([new URL(url).origin])
      await context.close()
    }
  } finally {
    await server.close()
  }
}, 180_000)

it('answers a client that offers HTTP/2 on the dev server, as curl and Java do', async () => {
  const server = await createServer({
    ...config,
    plugins: [opentokSandbox()],
    server: { port: 0, host: '127.0.0.1' },
  })
  await server.listen()
  const { port } = new URL(server.resolvedUrls?.local[0] ?? '')
  const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' }
  const outgoing = request({ host: '127.0.0.1', port, path: '/opentok-sandbox/room/x', headers }).end()
  const [incoming] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of incoming) text += chunk
  expect([incoming.statusCode, JSON.parse(text).apiKey]).toEqual([200, '123456'])
  await server.close()
})

it('does not change the build of the app', async () => {
  const outcome = await build({
    ...config,
    plugins: [opentokSandbox()],
    build: { write: false, target: 'esnext' },
  })
  const { output } = (Array.isArray(outcome) ? outcome[0] : outcome) as Rolldown.RolldownOutput
  const html = output.find(({ fileName }) => fileName === 'index.html')
  expect(html?.type === 'asset' && String(html.source)).not.toContain('setProxyUrl')
}, 180_000)

it('says among the addresses of Vite where the sandbox is', async () => {
  const said: string[] = []
  const logger = createLogger('info')
  logger.info = (text) => said.push(text)
  const server = await createServer({
    ...config,
    logLevel: 'info',
    customLogger: logger,
    plugins: [opentokSandbox()],
    server: { port: 0, host: 'localhost' },
  })
  await server.listen()
  server.printUrls()
  const url = server.resolvedUrls?.local[0] ?? ''
  await server.close()
  expect(said.map(stripVTControlCharacters)).toContain(`  ➜  OpenTok: ${url}opentok-sandbox/`)
})

/** Waits until a page says that it is connected, and tells which origins it has asked. */
async function connects(url: string): Promise<string[]> {
  const { page, requests, faults } = await browser.visit(url)
  await page
    .getByText(/^connected$/)
    .first()
    .waitFor()
  expect(faults).toEqual([])
  return [...new Set(requests.map((one) => new URL(one).origin.replace(/^ws/, 'http')))]
}

it('connects a build that was made with it, in the preview of Vite', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'opentok-sandbox-build-'))
  const built = {
    ...config,
    plugins: [opentokSandbox({ build: true })],
    build: { outDir, target: 'esnext' },
  }
  await build(built)
  const server = await preview({ ...built, preview: { port: 0, host: 'localhost' } })
  const url = server.resolvedUrls?.local[0] ?? ''
  expect(await connects(url)).toEqual([new URL(url).origin])
  await server.close()
  rmSync(outDir, { recursive: true })
}, 180_000)

it('uses a sandbox that runs already, whose journal tells of the pages', async () => {
  const sandbox = await serve({ port: 0, log: () => {} })
  const server = await createServer({
    ...config,
    plugins: [opentokSandbox({ url: sandbox.url })],
    server: { port: 0, host: 'localhost' },
  })
  await server.listen()
  const url = server.resolvedUrls?.local[0] ?? ''
  expect((await connects(url)).sort()).toEqual([new URL(url).origin, sandbox.url].sort())
  const { entries } = await sandbox.sandbox.journal.find({ kind: 'event', text: 'connectionCreated' })
  expect(entries).toHaveLength(1)
  await server.close()
  await sandbox.close()
}, 180_000)

it('gives a page the installed client in place of the one on OpenTok’s static host', async () => {
  const root = mkdtempSync(join(tmpdir(), 'opentok-sandbox-page-'))
  writeFileSync(
    join(root, 'index.html'),
    `<!doctype html><link rel="icon" href="data:,"><script src="https://static.opentok.com/v2/js/opentok.min.js"></script>
    <body></body><script type="module">
      const { apiKey, sessionId, token } = await (await fetch('/opentok-sandbox/room/cdn')).json()
      OT.initSession(apiKey, sessionId).connect(token, (error) => { document.body.textContent = error?.message ?? 'connected' })
    </script>`,
  )
  const server = await createServer({
    ...config,
    root,
    plugins: [opentokSandbox()],
    server: { port: 0, host: 'localhost' },
  })
  await server.listen()
  const url = server.resolvedUrls?.local[0] ?? ''
  expect(await connects(url)).toEqual([new URL(url).origin])
  await server.close()
  rmSync(root, { recursive: true })
}, 180_000)
