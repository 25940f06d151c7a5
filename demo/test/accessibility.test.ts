import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connected, generateSession, openSecondTab, openStage, type Stage } from './browser.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage('build')
})
afterAll(() => stage.close())

/** What axe-core finds, and whether the page is wider than the window. */
async function inspect(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const results = await axe.run()
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
  })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  return wide ? [...violations, 'the page scrolls sideways'] : violations
}

it.each([
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const)(
  'has nothing for axe-core to find at %i pixels, %s: empty, with an error, and busy',
  async (width, colorScheme) => {
    const { context, page } = await stage.open({ width, colorScheme })
    expect(await inspect(page)).toEqual([])
    await page.getByLabel('Location hint').fill('nowhere')
    await page.getByRole('button', { name: 'Generate Session' }).click()
    await page.getByText('This is not an IPv4 address').waitFor()
    expect(await inspect(page)).toEqual([])
    await page.getByLabel('Location hint').fill('1.2.3.4')
    await generateSession(page)
    await page.getByRole('button', { name: 'Connect' }).click()
    await connected(page)
    const second = await openSecondTab(page)
    await second.getByLabel('Message').fill('a-very-long-word-without-any-space-'.repeat(8))
    await second.getByLabel('Message').press('Enter')
    await page.getByRole('log', { name: 'Chat' }).getByText('a-very-long-word').waitFor()
    expect(await inspect(page)).toEqual([])
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click()
      await page.getByRole('tabpanel').getByText('Loading…').waitFor({ state: 'detached' })
      const name = await tab.getAttribute('id')
      expect([name, await inspect(page)]).toEqual([name, []])
    }
    await context.close()
  },
)
