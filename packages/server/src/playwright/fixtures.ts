import { writeFile } from 'node:fs/promises'
import type { Sandbox } from '@opentok-sandbox/sandbox'
import { type Browser, type BrowserContext, test as base, type Page } from '@playwright/test'
import { connectSandbox } from '../connect.ts'
import { serve } from '../serve.ts'
import { createRoom, type TestRoom } from './room.ts'
import { routeToSandbox } from './route-to-sandbox.ts'

/** The sandbox of the tests: all its commands, and its address. */
export interface TestSandbox extends Sandbox {
  /** The address of its server, without a slash at the end. */
  readonly url: string
}

/** What a test can ask for, besides what Playwright has. */
export interface SandboxFixtures {
  /** A room of the test's own. */
  room: TestRoom
  /** A page of another person: in a browser context of its own, with a camera and a microphone. */
  participant: Page
  /** Opens the page of one more person. */
  newParticipant: () => Promise<Page>
  /** After a test that failed, attaches what happened in the sandbox. */
  sandboxJournal: undefined
}

/** What all tests of a worker have in common. */
export interface SandboxWorkerFixtures {
  /**
   * The address of a sandbox that runs already, which all workers then share, as an app with a back end of its own requires.
   * @default OPENTOK_SANDBOX_URL of the environment, or else each worker has its own sandbox
   */
  sandboxUrl: string | undefined
  /** The sandbox: one for each worker, new for each test. */
  sandbox: TestSandbox
}

/** Chromium then has a camera and a microphone, asks nobody, and connects over loopback, too (messaging facts §7.3). */
const CHROMIUM_FLAGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
]

/** The same for Firefox. */
const FIREFOX_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.loopback': true,
}

/**
 * Playwright's `test` with a sandbox: whatever the pages of a test ask OpenTok for, they get from the sandbox. Neither the app nor
 * where it is served has to know.
 *
 * @example
 * test('shows who joins', async ({ page, participant, sandbox }) => {
 *   await page.goto('/room/lobby')
 *   await participant.goto('/room/lobby')
 *   await sandbox.journal.waitFor({ text: 'streamCreated' })
 * })
 */
export const test = base.extend<SandboxFixtures, SandboxWorkerFixtures>({
  sandboxUrl: [process.env.OPENTOK_SANDBOX_URL || undefined, { option: true, scope: 'worker' }],

  launchOptions: [
    async ({ launchOptions, browserName }, use) => {
      const { args = [], firefoxUserPrefs } = launchOptions
      await use({
        ...launchOptions,
        ...(browserName === 'chromium' && { args: [...CHROMIUM_FLAGS, ...args] }),
        ...(browserName === 'firefox' && {
          firefoxUserPrefs: { ...FIREFOX_PREFERENCES, ...firefoxUserPrefs },
        }),
      })
    },
    { scope: 'worker' },
  ],

  sandbox: [
    async ({ sandboxUrl }, use) => {
      if (sandboxUrl !== undefined) {
        await use({ ...connectSandbox(sandboxUrl), url: sandboxUrl.replace(/\/+$/, '') })
        return
      }
      // What it refuses is in the journal, which a failed test attaches.
      const server = await serve({ port: 0, log: () => {} })
      await use({ ...server.sandbox, url: server.localUrl })
      await server.close()
    },
    { scope: 'worker' },
  ],

  sandboxJournal: [
    async ({ sandbox, sandboxUrl }, use, testInfo) => {
      // Others may be in a sandbox that is shared.
      if (!sandboxUrl) await sandbox.reset()
      await use(undefined)
      if (testInfo.status === testInfo.expectedStatus) return
      const path = testInfo.outputPath('opentok-sandbox.har')
      await writeFile(path, await sandbox.journal.export('har'))
      await testInfo.attach('opentok-sandbox.har', { path, contentType: 'application/json' })
      const { entries } = await sandbox.journal.find({ kind: 'refusal' })
      if (entries.length === 0) return
      const refusals = entries.map(({ time, text }) => `${time} ${text}`).join('\n')
      await testInfo.attach('what the sandbox refused', { body: refusals, contentType: 'text/plain' })
    },
    { auto: true },
  ],

  context: async ({ context, sandbox, browserName }, use) => {
    await prepare(context, sandbox, browserName)
    await use(context)
  },

  room: async ({ sandbox }, use, { testId, retry }) => {
    await use(await createRoom(sandbox, `test-${testId}-${retry}`))
  },

  newParticipant: async ({ browser, sandbox, browserName }, use) => {
    const contexts: BrowserContext[] = []
    await use(async () => {
      const context = await openContext(browser, sandbox, browserName)
      contexts.push(context)
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
  },

  participant: async ({ newParticipant }, use) => {
    await use(await newParticipant())
  },
})

/** In Playwright's runner, a new context has the options of the configuration. */
async function openContext(
  browser: Browser,
  sandbox: TestSandbox,
  browserName: string,
): Promise<BrowserContext> {
  const context = await browser.newContext()
  await prepare(context, sandbox, browserName)
  return context
}

async function prepare(context: BrowserContext, sandbox: TestSandbox, browserName: string): Promise<void> {
  // The other browsers do not know these permissions by name, and are told otherwise.
  if (browserName === 'chromium') await context.grantPermissions(['camera', 'microphone'])
  await routeToSandbox(context, sandbox.url)
}
