// A page as OpenTok's samples have it, on a server that knows nothing of a sandbox: both run under `opentok-sandbox exec`.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-unedited-'))

/** A server with the Node SDK, whose page loads the client from OpenTok's static host, under a strict policy. */
const SERVER = `
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
const OpenTok = createRequire(${JSON.stringify(join(root, 'package.json'))})('opentok')
const apiKey = process.env.TOKBOX_API_KEY
const opentok = new OpenTok(apiKey, process.env.TOKBOX_SECRET)
const page = \`<!DOCTYPE html>
<html><head><title>Übung</title><link rel="icon" href="data:,">
<script src="https://static.opentok.com/v2/js/opentok.min.js"></script></head><body><div id="publisher"></div><p>…</p>
<script src="/app.js"></script></body></html>\`
const script = \`fetch('/session').then((answer) => answer.json()).then(({ apiKey, sessionId, token }) => {
  const session = OT.initSession(apiKey, sessionId)
  session.connect(token, (error) => { document.querySelector('p').textContent = error ? error.message : 'connected' })
})\`
const server = createServer((request, response) => {
  if (request.url === '/session') {
    opentok.createSession({ mediaMode: 'routed' }, (error, session) => {
      if (error) return response.writeHead(500).end(error.message)
      const { sessionId } = session
      response.end(JSON.stringify({ apiKey, sessionId, token: opentok.generateToken(sessionId) }))
    })
  } else if (request.url === '/app.js') {
    response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script)
  } else {
    const body = Buffer.from(page)
    response.setHeader('ETag', '"1"')
    response.setHeader('Content-Security-Policy', "script-src 'self' https://static.opentok.com; connect-src 'self' wss://*.tokbox.com")
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length })
    response.write(body.subarray(0, 60))
    response.end(body.subarray(60))
  }
})
server.listen(0, 'localhost', () => console.log('at http://localhost:' + server.address().port))
`

let browser: Awaited<ReturnType<typeof openBrowser>>
let child: ChildProcess
let url = ''
beforeAll(async () => {
  browser = await openBrowser()
  writeFileSync(join(folder, 'server.mjs'), SERVER)
  const bin = join(root, 'packages/server/dist/bin.js')
  // The client that the user has installed is looked for where the sandbox starts.
  child = spawn(process.execPath, [bin, 'exec', '--', process.execPath, join(folder, 'server.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const text of child.stdout ?? []) {
    url = /at (http:\S+)/.exec(String(text))?.[1] ?? ''
    if (url) break
  }
})
afterAll(async () => {
  await browser.close()
  const ended = once(child, 'exit')
  child.kill()
  await ended
  rmSync(folder, { recursive: true })
})

it('connects without a change, under its own Content-Security-Policy', async () => {
  const { page, faults, requests } = await browser.visit(url)
  await page.getByText(/^connected$/).waitFor()
  expect(await page.title()).toBe('Übung')
  expect(faults).toEqual([])
  expect(
    requests.filter((one) => !/^(http|ws):\/\/localhost:/.test(one) && !one.startsWith('data:')),
  ).toEqual([])
})

it('leaves what a program asks for as it is', async () => {
  const answer = await fetch(url)
  const text = await answer.text()
  expect(text).toContain('https://static.opentok.com/v2/js/opentok.min.js')
  expect(text).not.toContain('redirect.js')
  expect([answer.headers.get('etag'), answer.headers.get('content-length')]).toEqual([
    '"1"',
    expect.any(String),
  ])
})
