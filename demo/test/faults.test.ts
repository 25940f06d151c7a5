// In a real browser: the faults of media, and the instruments of a page's own sandbox.

import { FAULT_CATALOGUE } from '@opentok-sandbox/sandbox'
import { type SandboxServer, serve } from 'opentok-sandbox'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage, type Visit } from './browser.ts'

let stage: Stage
let server: SandboxServer
beforeAll(async () => {
  stage = await openStage('dev')
  server = await serve({ port: 0, log: () => {} })
})
afterAll(async () => {
  await stage.close()
  await server.close()
})

/** Opens a page with a client in a room, and gives what came of it. */
async function open(visit: Visit, room: string, role: 'publish' | 'subscribe'): Promise<string> {
  const page: Page = role === 'publish' ? visit.page : await visit.context.newPage()
  const credentials = await server.sandbox.tokens.create({ room })
  const query = new URLSearchParams({ ...credentials, role, sandbox: server.url })
  await page.goto(`${stage.url}test/fixtures/one-way.html?${query}`)
  const outcome = page.locator('#outcome:not(:empty)')
  await outcome.waitFor({ timeout: 90_000 })
  return (await outcome.textContent()) ?? ''
}

it.each(
  FAULT_CATALOGUE.filter(({ rule }) => rule.on === 'media').map((fault) => [fault.name, fault] as const),
)(
  'a browser sees what the catalogue says of %s',
  async (name, { sees }) => {
    const visit = await stage.open()
    expect(await open(visit, name, 'publish')).toBe('publishes')
    await server.sandbox.fail(name)
    expect(await open(visit, name, 'subscribe')).toContain(sees)
    await visit.context.close()
  },
  120_000,
)

it('steers the sandbox in the shared worker of a page', async () => {
  const { context, page } = await stage.open()
  await page.goto(`${stage.url}test/fixtures/instruments.html`)
  const outcome = page.locator('#outcome:not(:empty)')
  await outcome.waitFor({ timeout: 90_000 })
  expect(JSON.parse((await outcome.textContent()) ?? '{}')).toEqual({
    joined: 8,
    event: 'streamCreated of name=Ada 8',
    slow: true,
    truncated: 'TypeError',
    reset: 'TypeError',
    hits: [1, 1, 1],
    year: 2030,
    har: '1.2',
  })
  await context.close()
}, 120_000)
