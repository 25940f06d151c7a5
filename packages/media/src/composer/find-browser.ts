import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What Chromium and its kin are called. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge']

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

type Playwright = typeof import('playwright-core')

/**
 * The Playwright that the user has installed, from the folder that the process was started in or beside this package.
 *
 * @throws {Error} that says what to install
 */
export async function loadPlaywright(folder = process.cwd()): Promise<Playwright> {
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    for (const name of ['playwright-core', 'playwright', '@playwright/test']) {
      try {
        const path = createRequire(from).resolve(name)
        const loaded = (await import(pathToFileURL(path).href)) as Playwright & { default?: Playwright }
        if ((loaded.chromium ?? loaded.default?.chromium) !== undefined) return loaded.default ?? loaded
      } catch {
        // Not installed here: the next place may have it.
      }
    }
  }
  throw new Error(
    'Could not load URL: the OpenTok Sandbox needs Playwright to open a page (npm install --save-dev playwright-core)',
  )
}

/**
 * Where an installed Chromium or Chrome is; `undefined` for that of Playwright, if there is none.
 *
 * @throws {Error} if the environment names one that is not there
 */
export function findBrowser({ CHROMIUM_PATH, PATH = '' } = process.env): string | undefined {
  if (CHROMIUM_PATH) {
    if (existsSync(CHROMIUM_PATH)) return CHROMIUM_PATH
    const problem = `CHROMIUM_PATH is ${CHROMIUM_PATH}, and there is no such file`
    throw new Error(`Could not load URL: the OpenTok Sandbox has no browser (${problem})`)
  }
  const onPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...onPath, ...PLACES].find((path) => existsSync(path))
}
