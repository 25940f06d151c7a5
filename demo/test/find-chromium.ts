import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    chromiumPath: string
  }
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge']
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Before the tests: finds a Chromium for them, or installs one. They are never skipped for the lack of it. */
export default function setup(project: TestProject): void {
  const path = find() ?? install()
  if (path === undefined) {
    throw new Error(
      'The browser tests need Chromium or Chrome, and none could be installed: set CHROMIUM_PATH to one.',
    )
  }
  project.provide('chromiumPath', path)
}

function find(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env
  if (CHROMIUM_PATH) {
    if (existsSync(CHROMIUM_PATH)) return CHROMIUM_PATH
    throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, and there is no such file.`)
  }
  const onPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...onPath, ...MAC_APPS, chromium.executablePath()].find((path) => existsSync(path))
}

function install(): string | undefined {
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('No Chromium or Chrome was found: installing the Debian package "chromium".')
    run('apt-get', 'update')
    run('apt-get', 'install', '--yes', '--no-install-recommends', 'chromium')
  } else {
    console.log('No Chromium or Chrome was found: installing the one of Playwright.')
    run('npx', 'playwright-core', 'install', 'chromium')
  }
  return find()
}

function run(command: string, ...args: string[]): void {
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}
