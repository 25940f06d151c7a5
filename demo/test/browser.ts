import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { createServer } from 'vite'
import { inject, onTestFinished } from 'vitest'

const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url))

/** A page server and a browser that can reach nothing else. */
export interface Stage {
  url: string
  /** A profile of its own, with no tab in common with another's. */
  open(options?: { width?: number; colorScheme?: 'light' | 'dark' }): Promise<Visit>
  close(): Promise<void>
}

/** One profile's visit, and all that went wrong in it. */
export interface Visit {
  context: BrowserContext
  page: Page
  /** Errors of any page, requests that found nobody, and console errors. */
  faults: string[]
  /** The URLs that its pages have asked for. */
  requests: string[]
}

/** A browser that can reach nothing but this machine. */
export async function openBrowser(): Promise<{ visit(url: string): Promise<Visit>; close(): Promise<void> }> {
  const browser = await launch()
  return {
    async visit(url) {
      const visited = await visit(browser, url)
      // A test that fails must not take the time of the next one.
      onTestFinished(() => visited.context.close())
      return visited
    },
    close: () => browser.close(),
  }
}

/** Serves the page from its sources, or as it has been built before the tests. */
export async function openStage(mode: 'dev' | 'build'): Promise<Stage> {
  const server =
    mode === 'dev' ? await serveSources() : { url: inject('builtPageUrl'), close: async () => {} }
  const browser = await launch()
  return {
    url: server.url,
    open: (options) => visit(browser, server.url, options),
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromiumPath'),
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // With no name but this machine's to be found, what is not intercepted fails.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  })
}

async function serveSources() {
  const server = await createServer({ configFile, logLevel: 'error', server: { port: 0, host: 'localhost' } })
  await server.listen()
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() }
}

async function visit(
  browser: Browser,
  url: string,
  { width = 1280, colorScheme = 'light' as 'light' | 'dark' } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    permissions: ['clipboard-read', 'clipboard-write', 'camera', 'microphone'],
  })
  // Shorter than a test's: what was waited for is then named.
  context.setDefaultTimeout(40_000)
  const faults: string[] = []
  const requests: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  context.on('weberror', (error) => faults.push(`error: ${error.error().message}`))
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText
    // What a page was still loading when it went is no fault, nor are the last logs of the client in it.
    const leaving =
      reason === 'net::ERR_ABORTED' || request.url().startsWith('https://logging.opentok-sandbox.invalid/')
    if (!leaving) faults.push(`failed: ${request.url()} ${reason}`)
  })
  context.on('console', (message) => {
    // The client's own log is its own affair: it calls it an error when a stream ends while it subscribes.
    const ofClient = message.text().startsWith('%cOpenTok:')
    if (message.type() === 'error' && !ofClient) faults.push(`console: ${message.text()}`)
  })
  const page = await context.newPage()
  await page.goto(url)
  return { context, page, faults, requests }
}

/** Generates a session in the page as a person would, and gives its ID. */
export async function generateSession(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Generate Session' }).click()
  const output = page.getByLabel('Session ID')
  await output.filter({ hasText: /^[12]_/ }).waitFor()
  return (await output.textContent()) ?? ''
}

/** Waits until the page says that the real client has connected. */
export async function connected(page: Page): Promise<void> {
  await page
    .getByRole('status')
    .filter({ hasText: /^connected$/ })
    .waitFor()
}

/** The clients that the page lists as being in its session. */
export const connectionsOf = (page: Page) =>
  page.getByRole('list', { name: 'Connections' }).getByRole('listitem')

/** Opens the page's link to a second tab, and waits for that to connect by itself. */
export async function openSecondTab(page: Page): Promise<Page> {
  const opened = page.context().waitForEvent('page')
  await page.getByRole('link', { name: 'Open in a second tab' }).click()
  const second = await opened
  await connected(second)
  return second
}
