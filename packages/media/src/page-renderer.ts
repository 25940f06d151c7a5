import type { PageRenderer, RenderedPage, RenderPlan } from '@opentok-sandbox/sandbox'
import type { Browser, Page } from 'playwright-core'
import { acceptAnswer, addCandidate, capturePage } from './composer/capture.ts'
import { findBrowser, loadPlaywright } from './composer/find-browser.ts'
import type { PublisherLeg } from './router/publisher-leg.ts'
import type { StreamSources } from './stream-sources.ts'

/** How long a page may take to load, in milliseconds. */
const PATIENCE = 30_000

/** How long a captured picture may take to come, in milliseconds. */
const CAPTURE_PATIENCE = 20_000

/**
 * Opens pages in an installed Chromium, and publishes their picture and their sound. Playwright drives it; the user installs
 * both.
 *
 * @param sources gets what is captured: the router takes it for the stream
 *
 * @example
 * createSandbox({
 *   mediaServer: { load: createRouter({ sources }) },
 *   services: { renderer: createPageRenderer(sources) },
 * })
 */
export function createPageRenderer(sources: StreamSources): PageRenderer {
  const open = new Set<Browser>()
  return {
    async open(plan, onEnd): Promise<RenderedPage> {
      const browser = await launch(plan)
      open.add(browser)
      const close = () => {
        open.delete(browser)
        void browser.close().catch(() => {})
      }
      try {
        const leg = await capture(browser, plan)
        sources.provide(plan.streamId, leg)
        browser.once('disconnected', () => {
          // Otherwise it was closed on purpose.
          if (open.delete(browser)) onEnd('The browser of the page ended')
        })
        return {
          close() {
            void leg.close()
            close()
          },
        }
      } catch (error) {
        close()
        throw error
      }
    },
    close() {
      for (const browser of open) void browser.close().catch(() => {})
      open.clear()
    },
  }
}

/** @throws {Error} that says what to install */
async function launch({ url }: RenderPlan): Promise<Browser> {
  const { chromium } = await loadPlaywright()
  const executablePath = findBrowser()
  const { origin } = new URL(url)
  try {
    return await chromium.launch({
      ...(executablePath && { executablePath }),
      // Otherwise Ctrl+C ends this process at once, before what is recorded is written.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // By default, pages are silent without a window.
      ignoreDefaultArgs: ['--mute-audio'],
      args: [
        '--auto-accept-this-tab-capture',
        '--allow-loopback-in-peer-connection',
        '--autoplay-policy=no-user-gesture-required',
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        // What is not https cannot be captured otherwise.
        `--unsafely-treat-insecure-origin-as-secure=${origin}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    })
  } catch (error) {
    const [line] = (error as Error).message.split('\n')
    const remedy = 'Install Chromium, or set CHROMIUM_PATH'
    throw new Error(`Could not load URL: the OpenTok Sandbox could not start a browser. ${remedy}: ${line}`)
  }
}

/** @returns the page's media, as soon as it flows */
async function capture(browser: Browser, { url, resolution }: RenderPlan): Promise<PublisherLeg> {
  const [width = 1280, height = 720] = resolution.split('x').map(Number)
  const context = await browser.newContext({ viewport: { width, height } })
  const page = await context.newPage()
  await load(page, url)
  const early: Readonly<Record<string, unknown>>[] = []
  let isAnswered = false
  const tell = (candidate: Readonly<Record<string, unknown>>) =>
    void page.evaluate(addCandidate, candidate as RTCIceCandidateInit).catch(() => {})
  let connected: () => void = () => {}
  const flowing = new Promise<void>((resolve) => {
    connected = resolve
  })
  // Only now: it takes as long to load as all the rest.
  const { PublisherLeg: Leg } = await import('./router/publisher-leg.ts')
  const leg = new Leg(
    {
      network: { addresses: ['127.0.0.1'], route: () => undefined, chance: () => 1 },
      candidate: (candidate) => (isAnswered ? tell(candidate) : early.push(candidate)),
    },
    () => connected(),
  )
  try {
    const offer = await page.evaluate(capturePage, { width, height })
    await page.evaluate(acceptAnswer, await leg.answer(offer))
    isAnswered = true
    for (const candidate of early) tell(candidate)
    await withLimit(flowing, 'The picture of the page did not come')
    return leg
  } catch (error) {
    await leg.close()
    throw error
  }
}

async function load(page: Page, url: string): Promise<void> {
  let status: number | undefined
  try {
    status = (await page.goto(url, { timeout: PATIENCE, waitUntil: 'load' }))?.status()
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n')
    throw new Error(`Could not load URL: ${line.replace(/^page\.goto: /, '')}`)
  }
  if (status !== undefined && status >= 400) throw new Error(`Could not load URL: it answered ${status}`)
}

async function withLimit(work: Promise<void>, problem: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(problem)), CAPTURE_PATIENCE)
  })
  try {
    await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
