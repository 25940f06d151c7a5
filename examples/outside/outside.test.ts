// What the documentation tells a user to do, done outside of the workspace: with the packages as they are published, in npm's
// default layout and in one in which each package finds its own dependencies only.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { codeBlock, createProject, installLines, LAYOUTS, type Project } from './project.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: inject('chromiumPath'),
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
  })
})
afterAll(() => browser.close())

/** Opens a page, and waits until it says that it is connected. */
async function connects(url: string): Promise<Page> {
  const page = await browser.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(url)
  await page
    .getByText('connected')
    .waitFor({ timeout: 60_000 })
    .catch(async () => {
      throw new Error(`${url} shows "${await page.textContent('body')}"\n${said.join('\n')}`)
    })
  return page
}

describe.each(LAYOUTS)('in the %s layout', (layout) => {
  async function inProject(
    page: string,
    work: (project: Project) => Promise<void>,
    options?: { from?: string; install?: string },
  ): Promise<void> {
    const project = await createProject(page, layout, options)
    try {
      await work(project)
    } finally {
      await project.remove()
    }
  }

  it('the example of the README passes in vitest', () =>
    inProject('docs/test-with-vitest.md', async (project) => {
      project.write('vitest.config.js', codeBlock('docs/test-with-vitest.md', 'js'))
      project.write('connect.test.ts', readFileSync(join(root, 'examples/vitest/connect.test.ts'), 'utf8'))
      expect(await project.run('npx vitest run')).toMatch(/Tests +1 passed/)
    }))

  it('a call is tested with Jest, in CommonJS and in ES modules', () =>
    inProject('docs/test-with-jest.md', async (project) => {
      const page = 'docs/test-with-jest.md'
      project.write('package.json', '{ "private": true }')
      project.write('jest.config.js', codeBlock(page, 'js'))
      const code = codeBlock(page, 'js', 'no transformation')
      project.write('call.test.js', code)
      expect(await project.run('npx jest')).toMatch(/Tests: +2 passed/)

      const imports = code.replace(/const (\S+|{.*}) = require\((.*)\)/g, 'import $1 from $2')
      project.write('call.test.js', '')
      project.write('call.test.mjs', imports)
      project.write('jest.config.js', ESM_CONFIG)
      const run = 'node --experimental-vm-modules node_modules/jest/bin/jest.js call.test.mjs'
      expect(await project.run(run)).toMatch(/Tests: +2 passed/)

      project.write('jest.config.js', 'module.exports = {}')
      project.write('call.test.mjs', '')
      project.write('call.test.js', "require('@opentok-sandbox/mocks/jest')")
      await expect(project.run('npx jest')).rejects.toThrow(
        'Add preset: "@opentok-sandbox/mocks/jest" to the configuration of Jest',
      )
    }))

  it('a call is tested in vitest’s browser mode', () =>
    inProject('docs/test-in-vitest-browser.md', async (project) => {
      const page = 'docs/test-in-vitest-browser.md'
      const launched = codeBlock(page, 'js')
        .replace('{ args }', `{ args, executablePath: ${JSON.stringify(inject('chromiumPath'))} }`)
        .replace(
          'args = [',
          "args = ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost', ",
        )
      project.write('vitest.config.js', launched)
      project.write('call.test.js', codeBlock(page, 'js', '})\n```\n'))
      expect(await project.run('npx vitest run')).toMatch(/Tests +1 passed/)
    }))

  it.each(['packages/core/README.md', 'packages/sandbox/README.md', 'packages/server/README.md'])(
    'the example of %s runs',
    (page) =>
      inProject(page, async (project) => {
        const url = await project.start('npx --yes opentok-sandbox --port 0', /listens on (http:\S+)/)
        project.write('program.mjs', codeBlock(page, 'js').replace('http://localhost:9300', url))
        expect(await project.run('node program.mjs')).toBe('')
      }),
  )

  it('an archive is composed and kept, a session is broadcast, a page is rendered, and its sound goes to a WebSocket', () =>
    inProject('docs/use-the-platform.md', async (project) => {
      const url = await project.start(
        `CHROMIUM_PATH=${inject('chromiumPath')} npx opentok-sandbox --port 0 --data ./archives`,
        /listens on (http:\S+)/,
      )
      project.write('program.mjs', PLATFORM_PROGRAM.replaceAll('http://localhost:9300', url))
      expect(await project.run('node program.mjs')).toContain('available live started connected')
      expect(readdirSync(join(project.folder, 'archives', 'archives'))).toHaveLength(1)
    }))

  it('the example of mocks/README.md passes in vitest', () =>
    inProject('mocks/README.md', async (project) => {
      project.write('vitest.config.js', codeBlock('mocks/README.md', 'js'))
      project.write('connect.test.js', codeBlock('mocks/README.md', 'js', 'defineConfig({'))
      expect(await project.run('npx vitest run')).toMatch(/Tests +1 passed/)
    }))

  it('a React component publishes in vitest', () =>
    inProject('docs/test-a-call.md', async (project) => {
      const page = 'docs/test-a-call.md'
      project.write('vitest.config.js', codeBlock(page, 'js'))
      project.write('call-button.jsx', codeBlock(page, 'jsx'))
      project.write('call-button.test.jsx', codeBlock(page, 'jsx', '/** Shows the user'))
      expect(await project.run('npx vitest run')).toMatch(/Tests +1 passed/)
    }))

  it('the guides pass in vitest', () =>
    inProject(GUIDES[0] ?? '', async (project) => {
      // They all begin with the same installation.
      for (const page of GUIDES) expect(installLines(page)).toEqual(installLines(GUIDES[0] ?? ''))
      const page = 'docs/test-a-call.md'
      project.write('vitest.config.js', codeBlock(page, 'js'))
      for (const [i, guide] of GUIDES.entries()) project.write(`guide-${i}.test.js`, codeBlock(guide, 'js'))
      expect(await project.run('npx vitest run')).toMatch(/Test Files +5 passed/)
    }))

  it('the sandbox runs in a browser with Vite: in dev, and in a build', () =>
    inProject('docs/in-the-browser.md', async (project) => {
      const page = 'docs/in-the-browser.md'
      project.write('vite.config.js', codeBlock(page, 'js'))
      project.write('app.js', codeBlock(page, 'js', 'Start the sandbox first') + WRONG_SECRET)
      project.write('index.html', APP)
      const check = async (url: string) => {
        const opened = await connects(url)
        await opened.waitForFunction(() => document.title !== '')
        expect(await opened.title()).toBe('authentication 403')
        await opened.close()
      }
      await check(await project.start('npx vite --port 0', /Local: +(http:\S+)/))
      await project.run('npx vite build --target esnext')
      await check(await project.start('npx vite preview --port 0', /Local: +(http:\S+)/))
    }))

  it('the sandbox runs on Vite’s dev server', () =>
    inProject('docs/with-vite.md', async (project) => {
      project.write('vite.config.js', codeBlock('docs/with-vite.md', 'js'))
      project.write('app.js', codeBlock('docs/with-vite.md', 'js', 'Your app stays'))
      project.write('index.html', APP)
      const dev = await project.start('npx vite --port 0', /Local: +(http:\S+)/)
      await (await connects(dev)).close()
    }))

  it('a plain page connects to the server, and exec gives a command its own', () =>
    inProject('docs/run-a-server.md', async (project) => {
      const url = await project.start('npx opentok-sandbox --port 0', /listens on (http:\S+)/)
      project.write(
        'page.html',
        codeBlock('docs/run-a-server.md', 'html').replaceAll('http://localhost:9300', url),
      )
      project.write('serve.mjs', SERVE)
      const page = await project.start('node serve.mjs', /at (http:\S+)/)
      await (await connects(page)).close()
      const said = await project.run(`npx opentok-sandbox exec -- node -p process.env.OPENTOK_API_URL`)
      expect(said).toMatch(/^http:\/\/localhost:\d+$/m)
    }))

  it('an app runs without an edit', () =>
    inProject('docs/no-edits.md', async (project) => {
      project.write('server.mjs', codeBlock('docs/no-edits.md', 'js'))
      const app = await project.start(
        'PORT=0 npx opentok-sandbox exec -- node server.mjs',
        /The app is at (http:\S+)/,
      )
      await (await connects(app)).close()
      const own = 'PORT=0 OPENTOK_SANDBOX_URL=in-process OPENTOK_API_KEY=123456 OPENTOK_API_SECRET='
      const alone = await project.start(
        `${own}1234567890abcdef1234567890abcdef12345678 node --import opentok-sandbox/register server.mjs`,
        /The app is at (http:\S+)/,
      )
      await (await connects(alone)).close()
    }))

  it('an app with Next.js runs without an edit, in dev and as it is built', () =>
    inProject('docs/with-nextjs.md', async (project) => {
      const page = 'docs/with-nextjs.md'
      project.write('package.json', '{ "private": true }')
      for (const [language, file] of [
        ['jsx', 'app/call.jsx'],
        ['jsx', 'app/page.jsx'],
        ['jsx', 'app/layout.jsx'],
        ['js', 'app/session/route.js'],
        ['js', 'next.config.mjs'],
      ] as const) {
        project.write(file, codeBlock(page, language, `\`\`\`${language}\n// ${file}`))
      }
      const exec = 'NEXT_TELEMETRY_DISABLED=1 npx opentok-sandbox exec --'
      const check = async (command: string) => {
        const url = await project.start(`${exec} ${command}`, /Local: +(http:\S+)/)
        const opened = await connects(url)
        await opened.close()
      }
      await check('npx next dev --port 4175')
      await project.run('NEXT_TELEMETRY_DISABLED=1 npx next build')
      await check('npx next start --port 4176')
    }))

  it('stories in Storybook are calls with participants, who have a picture', () =>
    inProject('docs/with-storybook.md', async (project) => {
      const page = 'docs/with-storybook.md'
      for (const file of ['.storybook/main.js', '.storybook/preview.js', 'call.stories.js']) {
        project.write(file, codeBlock(page, 'js', `\`\`\`js\n// ${file}`))
      }
      const start = 'STORYBOOK_DISABLE_TELEMETRY=1 npx storybook dev --port 6017 --ci'
      const url = await project.start(start, /Local: +(http:\S+)/)
      const opened = await browser.newPage()
      await opened.goto(`${url}iframe.html?id=call--busy&viewMode=story`)
      await opened.getByRole('paragraph').filter({ hasText: 'Ada' }).waitFor({ timeout: 60_000 })
      await opened.getByRole('paragraph').filter({ hasText: 'Bob' }).waitFor()
      await opened.waitForFunction(() =>
        [...document.querySelectorAll('video')].some(
          (video) => video.getVideoPlaybackQuality().totalVideoFrames > 3,
        ),
      )
      await opened.close()
    }))

  it('the tasks and the support file for Cypress do what they say', () =>
    inProject('docs/test-with-cypress.md', async (project) => {
      const page = 'docs/test-with-cypress.md'
      project.write('cypress.config.js', codeBlock(page, 'js'))
      project.write('support.js', codeBlock(page, 'js', '```js\n// cypress/support/e2e.js'))
      project.write('try.mjs', CYPRESS)
      expect(await project.run('npx opentok-sandbox exec -- node try.mjs')).toContain(
        'connected to the sandbox',
      )
    }))

  it('an app is tested with Playwright, without its server and with it', () =>
    inProject('docs/test-with-playwright.md', async (project) => {
      const page = 'docs/test-with-playwright.md'
      project.write('call.spec.js', codeBlock(page, 'js'))
      project.write('playwright.config.js', withBrowser(codeBlock(page, 'js', 'who joins')))
      project.write('index.html', codeBlock(page, 'html'))
      expect(await project.run('npx playwright test --reporter=line')).toContain('2 passed')

      project.write('server.mjs', codeBlock('docs/no-edits.md', 'js'))
      project.write('call.spec.js', '')
      project.write('server.spec.js', WITH_SERVER)
      project.write('playwright.config.js', withBrowser(SERVER_CONFIG))
      await project.run('npm install opentok')
      const tested = await project.run('npx opentok-sandbox exec -- npx playwright test --reporter=line')
      expect(tested).toContain('1 passed')
    }))

  it('a test that fails in Playwright, in TypeScript and CommonJS, shows what the sandbox refused', () =>
    inProject('docs/test-with-playwright.md', async (project) => {
      project.write('package.json', '{ "private": true }')
      project.write('playwright.config.ts', withBrowser('export default { use: {} }'))
      project.write('refused.spec.ts', REFUSED)
      await expect(project.run('npx playwright test --reporter=line')).rejects.toThrow(
        /opentok-sandbox\.har[\s\S]*what the sandbox refused[\s\S]*The token is missing/,
      )
    }))

  it('a script creates a session', () =>
    inProject('docs/without-vite.md', async (project) => {
      project.write('program.mjs', codeBlock('docs/without-vite.md', 'js'))
      expect(await project.run('node program.mjs')).toBe('123456\n')
    }))

  it('strict TypeScript compiles every entry, as Node and as a bundler resolve it', () =>
    inProject(
      'docs/test-with-vitest.md',
      async (project) => {
        const strict =
          '--strict --noEmit --skipLibCheck --exactOptionalPropertyTypes --noUncheckedIndexedAccess --target es2023'
        for (const modules of ['--module node16', '--module esnext --moduleResolution bundler']) {
          await project.run(`npx tsc ${strict} ${modules} --lib es2023,dom --types node program.ts`)
        }
      },
      {
        from: 'examples/typescript',
        install: 'npm install --save-dev opentok-sandbox typescript @types/node @types/opentok opentok vite',
      },
    ))
})

it('what the Dockerfile does works without Docker: it installs, starts, is healthy, and serves the client', async () => {
  const project = await createProject('docs/in-ci.md', 'hoisted')
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
  const [, install = ''] = /^RUN (npm .*)$/m.exec(dockerfile) ?? []
  await project.run(
    `npm_config_userconfig=$PWD/.npmrc npm_config_prefix=$PWD/global VERSION=latest; export npm_config_userconfig npm_config_prefix VERSION; ${install}`,
  )
  const [, host = ''] = /^ENV OPENTOK_SANDBOX_HOST=(.*)$/m.exec(dockerfile) ?? []
  const [, entry = ''] = /^ENTRYPOINT \["(.*)"\]$/m.exec(dockerfile) ?? []
  const [, health = '[]'] = /^HEALTHCHECK .*? CMD (.*)$/m.exec(dockerfile) ?? []
  const url = await project.start(
    `OPENTOK_SANDBOX_HOST=${host} global/bin/${entry} --port 0`,
    /listens on (http:\S+)/,
  )
  const [node = '', flag = '', program = ''] = JSON.parse(health) as string[]
  project.write('health.mjs', program.replace('http://localhost:9300', url))
  expect([node, flag]).toEqual(['node', '-e'])
  expect(await project.run('node health.mjs')).toBe('')
  expect(await (await fetch(`${url}/client.js`)).text()).toContain('setProxyUrl')
  await project.remove()
})

it('the session client works in the newest Node', async () => {
  const newest = `node-${process.platform}-${process.arch}`
  const project = await createProject('docs/without-vite.md', 'hoisted', {
    install: `npm install ${newest}@latest`,
  })
  project.write('program.mjs', CORE)
  for (const node of ['node', `node_modules/${newest}/bin/node`]) {
    expect(await project.run(`${node} program.mjs`)).toContain('moderator 123456')
  }
  await project.remove()
})

const GUIDES = [
  'docs/when-the-token-expires.md',
  'docs/when-the-network-drops.md',
  'docs/when-opentok-is-down.md',
  'docs/a-room-with-nine-people.md',
  'docs/why-connect-failed.md',
]

const APP =
  '<!doctype html><link rel="icon" href="data:,"><body></body><script type="module" src="./app.js"></script>'

/** The sandbox must know core's errors, and core the sandbox's answer, however a bundler lays the packages out. */
const WRONG_SECRET = `
const stranger = new OpenTok({ apiKey: '123456', apiSecret: 'wrong', allowSecretInBrowser: true })
stranger.createSession().catch(({ code, status }) => { document.title = code + ' ' + status })
`

/** The browser of the tests, which can reach nothing but this machine. */
const withBrowser = (config: string) =>
  config.replace(
    'use: {',
    `use: { launchOptions: { executablePath: ${JSON.stringify(inject('chromiumPath'))}, args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost'] },`,
  )

/** Cypress's own binary comes from elsewhere than npm. This calls what it would call, with the page as what a page is here. */
const CYPRESS = `
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import config from './cypress.config.js'
let tasks
const { env } = config.e2e.setupNodeEvents((event, given) => { assert.equal(event, 'task'); tasks = given })
assert.equal(await tasks.reset(), null)
assert.match((await tasks.fail({ on: 'session.create', status: 503 })).id, /^fault-/)
const [ada] = await tasks.join({ room: 'lobby', name: 'Ada' })
assert.equal(ada.name, 'Ada')
assert.match((await tasks.waitFor({ text: 'connectionCreated' })).text, /Ada/)
let before, onLoad, redirected
const Cypress = { env: (name) => env[name], on: (event, listener) => { assert.equal(event, 'window:before:load'); onLoad = listener } }
const cy = {
  task: (name) => tasks[name](),
  request: (url) => fetch(url).then(async (answer) => ({ body: await answer.text() })),
  intercept: (_url, handler) => handler({ redirect: (url) => { redirected = url } }),
}
new Function('Cypress', 'cy', 'beforeEach', readFileSync('support.js', 'utf8'))(Cypress, cy, (hook) => { before = hook })
before()
await new Promise((resolve) => setTimeout(resolve, 0))
assert.equal((await fetch(redirected)).status, 200)
let script = ''
while (script === '') {
  onLoad({ eval: (text) => { script = text } })
  await new Promise((resolve) => setImmediate(resolve))
}
// A page, as far as the script needs one.
const window = {}
class HTMLScriptElement { get src() { return '' } set src(_url) {} setAttribute() {} }
new Function('window', 'document', 'HTMLScriptElement', script)(window, {}, HTMLScriptElement)
window.OT = { setProxyUrl: (url) => console.log(url === env.sandbox ? 'connected to the sandbox' : url) }
`

const ESM_CONFIG = `module.exports = { preset: '@opentok-sandbox/mocks/jest', transform: {}, testMatch: ['**/*.test.mjs'] }`

const WITH_SERVER = `
import { expect, test } from 'opentok-sandbox/playwright'
test('connects', async ({ page, sandbox }) => {
  await page.goto('/')
  await expect(page.getByText('connected')).toBeVisible()
  const [session] = await sandbox.sessions()
  expect(session.connections).toHaveLength(1)
  expect((await sandbox.journal.find({ text: 'POST /session/create' })).entries.length).toBeGreaterThan(0)
})
`

const SERVER_CONFIG = `
export default {
  use: { baseURL: 'http://localhost:4174' },
  webServer: { command: 'node server.mjs', url: 'http://localhost:4174', env: { ...process.env, PORT: '4174' } },
}
`

const REFUSED = `
import { expect, test } from 'opentok-sandbox/playwright'
test('fails', async ({ page, room }) => {
  await page.route('https://app.example/', (route) => route.fulfill({ body: '<body></body>', contentType: 'text/html' }))
  await page.goto('https://app.example/')
  const status: number = await page.evaluate(async (id) => (await fetch('https://anvil.opentok.com/session/' + id)).status, room.sessionId)
  expect(status).toBe(500)
})
`

const SERVE = `
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html').end(readFileSync('page.html'))
})
server.listen(0, 'localhost', () => console.log('at http://localhost:' + server.address().port))
`

const CORE = `
import { OpenTok } from '@opentok-sandbox/core'
import { OpenTokSDK } from '@opentok-sandbox/core/opentok-sdk'
import { decodeSessionId } from '@opentok-sandbox/core/session-id'
import { verifyToken } from '@opentok-sandbox/core/token'
const sessionId = '1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4'
const answers = ['<sessions><Session><session_id>' + sessionId + '</session_id></Session></sessions>', JSON.stringify([{ session_id: sessionId }])]
const fetch = async () => new Response(answers.shift())
const session = await new OpenTok({ apiKey: '123456', apiSecret: 'secret', fetch }).createSession()
const original = await new OpenTokSDK('123456', 'secret', { fetch }).create_session()
const { role } = await verifyToken(await session.generateToken({ role: 'moderator' }), 'secret')
console.log(role, decodeSessionId(original.session_id).apiKey)
`

const PLATFORM_PROGRAM = `
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { connectSandbox } from 'opentok-sandbox'

const sandbox = connectSandbox('http://localhost:9300')
const room = 'stage'
await sandbox.participants.join({ room, publish: true, count: 2 })
const { id } = await sandbox.archives.start({ room })
await sandbox.broadcasts.start({ room })

const pages = createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html')
  response.end('<h1>Composed</h1>')
}).listen(0, '127.0.0.1')
await new Promise((resolve) => pages.once('listening', resolve))
const url = 'http://127.0.0.1:' + pages.address().port + '/composed'
const { sessionId, token } = await sandbox.tokens.create({ room })
const post = async (path, body) => {
  const response = await fetch('http://localhost:9300/v2/project/123456/' + path, {
    method: 'POST',
    headers: { 'X-TB-PARTNER-AUTH': '123456:1234567890abcdef1234567890abcdef12345678' },
    body: JSON.stringify({ sessionId, token, ...body }),
  })
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}
await post('render', { url })
// A receiver that takes a WebSocket, and counts the bytes that come.
let received = 0
pages.on('upgrade', ({ headers }, socket) => {
  const accept = createHash('sha1').update(headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11')
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n')
  socket.write('Sec-WebSocket-Accept: ' + accept.digest('base64') + '\\r\\n\\r\\n')
  socket.on('data', ({ length }) => (received += length)).on('error', () => {})
})
await post('connect', { websocket: { uri: url.replace('http', 'ws') } })

async function settle(read, wanted) {
  for (let attempts = 0; attempts < 600; attempts++) {
    const value = await read()
    if (value === wanted) return value
    if (value === 'failed' || value === 'error') throw new Error(JSON.stringify(await sandbox.services.list()))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(JSON.stringify(await sandbox.services.list()))
}
const composed = await settle(async () => (await sandbox.services.list()).guests.find((one) => one.kind === 'render')?.status, 'started')
const live = await settle(async () => (await sandbox.services.list()).broadcasts[0]?.hls?.status, 'live')
const connected = await settle(async () => (received > 32_000 ? 'connected' : ''), 'connected')
await sandbox.archives.stop(id)
const archived = await settle(async () => (await sandbox.archives.list())[0]?.status, 'available')
console.log(archived, live, composed, connected)
process.exit()
`
