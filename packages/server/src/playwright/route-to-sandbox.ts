import { isOpenTokHost } from '@opentok-sandbox/sandbox/hosts'
import type { BrowserContext, Route, WebSocketRoute } from '@playwright/test'
import { WebSocket } from 'ws'
import { isClientScript } from '../register/page-rewriter.ts'

/**
 * Lets the pages of a browser context reach a sandbox where they ask for OpenTok: its HTTP, its messaging socket, and its client,
 * which then is the installed one. The pages know nothing of it, and their Content-Security-Policy need not allow it.
 *
 * @param sandbox the address of the sandbox, without a slash at the end
 *
 * @example
 * const context = await browser.newContext()
 * await routeToSandbox(context, 'http://localhost:9300')
 */
export async function routeToSandbox(context: BrowserContext, sandbox: string): Promise<void> {
  const isOpenTok = (url: URL) => isOpenTokHost(url.hostname)
  await context.route(isOpenTok, (route) => answer(route, toProxied(sandbox, route.request().url())))
  await context.route(
    ({ href }) => isClientScript(href),
    (route) => answerWithClient(route, sandbox),
  )
  await context.routeWebSocket(isOpenTok, (socket) =>
    connect(socket, toProxied(sandbox.replace(/^http/, 'ws'), socket.url())),
  )
}

/** As `OT.setProxyUrl` has it: the host that is meant, below the address of the sandbox (messaging facts §1.1). */
function toProxied(sandbox: string, url: string): string {
  const { host, pathname, search } = new URL(url)
  return `${sandbox}/${host}${pathname}${search}`
}

async function answer(route: Route, url: string): Promise<void> {
  try {
    await route.fulfill({ response: await route.fetch({ url, maxRedirects: 0 }) })
  } catch {
    // A fault may give no answer at all; and a page may be gone.
    await route.abort('connectionreset').catch(() => {})
  }
}

async function answerWithClient(route: Route, sandbox: string): Promise<void> {
  const response = await route.fetch({ url: `${sandbox}/opentok-client.js` })
  // A page would show nothing of a script that is not found.
  const body = response.ok()
    ? await response.text()
    : `throw new Error(${JSON.stringify(await response.text())})`
  await route.fulfill({
    contentType: 'text/javascript; charset=UTF-8',
    headers: { 'Access-Control-Allow-Origin': '*' },
    body,
  })
}

/** The close code of a page that goes away (RFC 6455 §7.4.1): its client leaves at once. Any other end begins the grace period. */
const GOING_AWAY = 1001

/** Close codes that a page may name for its socket. */
const isSendable = (code: number | undefined): code is number =>
  code !== undefined && (code === 1000 || (code >= 3000 && code < 5000))

function connect(page: WebSocketRoute, url: string): void {
  const server = new WebSocket(url)
  server.binaryType = 'nodebuffer'
  const waiting: (string | Buffer)[] = []
  page.onMessage((message) => {
    if (server.readyState === WebSocket.OPEN) server.send(message)
    else waiting.push(message)
  })
  page.onClose((code) => {
    // Playwright names no code for a page that is closed or goes elsewhere, by far the most frequent end.
    if (server.readyState === WebSocket.OPEN) server.close(isSendable(code) ? code : GOING_AWAY)
    else server.terminate()
  })
  server.on('open', () => {
    for (const message of waiting.splice(0)) server.send(message)
  })
  server.on('message', (data: Buffer, isBinary) => page.send(isBinary ? data : data.toString()))
  server.on('close', (code, reason) => {
    void page.close(isSendable(code) ? { code, reason: String(reason) } : { code: 3001 })
  })
  // The close event follows.
  server.on('error', () => {})
}
