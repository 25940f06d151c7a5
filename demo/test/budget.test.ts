import { gzipSync } from 'node:zlib'
import { serve } from 'opentok-sandbox'
import { expect, it } from 'vitest'
import { connected, generateSession, openBrowser } from './browser.ts'

/** In bytes of gzip. */
const BUDGET = 90_000

it('loads at most 90 kB of script before the client of OpenTok', async () => {
  const browser = await openBrowser()
  const server = await serve({ port: 0, log: () => {} })
  const { page } = await browser.visit('about:blank')
  const scripts: Promise<number>[] = []
  let hasClient = false
  page.on('response', (response) => {
    hasClient ||= response.url().endsWith('/opentok-client.js')
    if (!hasClient && response.request().resourceType() === 'script')
      scripts.push(response.body().then((body) => gzipSync(body).length))
  })
  await page.goto(server.url)
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await connected(page)
  const sizes = await Promise.all(scripts)
  expect(hasClient && sizes.length > 1).toBe(true)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET)
  await browser.close()
  await server.close()
})
