import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connected, generateSession, openStage, type Stage } from './browser.ts'

let stage: Stage
let sources: Stage
beforeAll(async () => {
  stage = await openStage('build')
  sources = await openStage('dev')
})
afterAll(() => Promise.all([stage.close(), sources.close()]))

it('adds the sandbox to the MSW worker that an app has already', async () => {
  const { context, page, faults } = await sources.open()
  await page.goto(`${sources.url}test/fixtures/own-worker.html`)
  await page.getByText('hello, connected').waitFor()
  await context.close()
  expect(faults).toEqual([])
})

it('works in one tab where there is no SharedWorker, and says so', async () => {
  const { context, page, faults } = await stage.open()
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
  await page.reload()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  await page.getByText('This browser cannot share a sandbox between tabs').waitFor()
  await context.close()
  expect(faults).toEqual([])
})

it('says what is missing where there are no service workers', async () => {
  const { context, page } = await stage.open()
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'))
  await page.reload()
  await page.getByText('The sandbox could not start').waitFor()
  expect(await page.getByRole('alert').first().textContent()).toContain('over https, or as http://localhost')
  await page.getByRole('button', { name: 'Generate Session' }).click()
  await page.getByText('The sandbox does not answer').waitFor()
  await context.close()
})

it('says so when the shared worker cannot be loaded', async () => {
  const { context, page } = await stage.open()
  await context.route(/shared-sandbox/, (route) => route.fulfill({ status: 404 }))
  await page.addInitScript(() => {
    const Real = SharedWorker
    // Under another name, so that no worker of an earlier load answers.
    Reflect.set(globalThis, 'SharedWorker', function Other(url: URL, options: WorkerOptions) {
      return new Real(`${url}?missing`, { ...options, name: 'missing' })
    })
  })
  await page.reload()
  await page.getByText('shared worker could not be loaded').waitFor()
  await context.close()
})

it.each([
  [1, /^[12]_/, 'Session ID'],
  [99, /does not answer\. Close all tabs/, 'startup error'],
])('asks again where a shared worker does not answer %i times', async (deaf, text, where) => {
  const { context, page } = await stage.open()
  await page.addInitScript((times) => {
    const Real = SharedWorker
    let left = times
    // As a worker that ends takes a connection: somebody holds the other end, and nobody listens.
    Reflect.set(globalThis, 'SharedWorker', function Deaf(url: URL, options: WorkerOptions) {
      return left-- > 0 ? { port: new MessageChannel().port1 } : new Real(url, options)
    })
  }, deaf)
  await page.reload()
  await page.getByRole('button', { name: 'Generate Session' }).click()
  const shown = where === 'Session ID' ? page.getByLabel(where) : page.getByRole('alert').first()
  await shown.filter({ hasText: text }).waitFor()
  await context.close()
})

it('makes calls wait that come before the sandbox is ready', async () => {
  const { context, page } = await stage.open()
  await page.goto(stage.url, { waitUntil: 'commit' })
  await page.getByRole('button', { name: 'Generate Session' }).click()
  await page
    .getByLabel('Session ID')
    .filter({ hasText: /^[12]_/ })
    .waitFor()
  expect(new URL(page.url()).searchParams.has('location')).toBe(false)
  await context.close()
})

it('greets in the terminal as the command does', async () => {
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url))
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const start = spawn(process.execPath, [vite, '--port', '0', '--host', 'localhost'], { cwd: root })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    start.once('exit', () => reject(new Error(said)))
    for (const stream of [start.stdout, start.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += stripVTControlCharacters(text)
        if (said.includes('Press Ctrl+C')) resolve()
      })
  })
  start.removeAllListeners('exit')
  start.kill()
  const [, page] = /Local:\s+(\S+)/.exec(said) ?? []
  for (const line of [
    `Page            ${page}`,
    'API key         123456',
    `${page}?panel=journal`,
    'npx opentok-sandbox',
  ])
    expect(said).toContain(line)
})
