// What the page shows beside the call where its sandbox is in the browser, and what it says of the rest.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connected, connectionsOf, generateSession, openStage, type Stage } from './browser.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage('build')
})
afterAll(() => stage.close())

const panel = (page: Page) => page.getByRole('tabpanel')

it('has the whole inspector, and says what needs a server', async () => {
  const { page, context, faults } = await stage.open()
  await panel(page).getByRole('button', { name: 'Node', exact: true }).click()
  await panel(page).getByText('where other programs cannot reach it').waitFor()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  await page.getByRole('tab', { name: 'Journal' }).click()
  await page.getByRole('listbox').getByText('connectionCreated').first().waitFor()
  await page.getByRole('tab', { name: 'People' }).click()
  await panel(page).getByText('their pictures need a server').waitFor()
  await panel(page).getByRole('button', { name: 'Add a participant' }).click()
  await connectionsOf(page).filter({ hasText: 'Ada' }).waitFor()
  await page.getByRole('figure', { name: /^Ada/ }).getByText('the picture needs a server').waitFor()
  await page.getByRole('tab', { name: 'Network' }).click()
  await panel(page).getByText('Delay and loss of media need a server').waitFor()
  await panel(page).getByLabel('This client is in').selectOption('tokyo')
  await page.getByRole('img', { name: /World map: .*Guest/ }).waitFor()
  await page.getByRole('tab', { name: 'Clock' }).click()
  await page.getByRole('button', { name: 'Freeze' }).click()
  await page.getByText('stands still').waitFor()
  // What the network delays comes by this clock.
  await page.getByRole('button', { name: 'Let it run' }).click()
  await page.getByRole('tab', { name: 'Faults' }).click()
  await page.getByLabel('Search the catalogue').fill('signal-forbidden')
  await page.getByRole('button', { name: /signal-forbidden/ }).click()
  await page.getByRole('button', { name: 'Arm', exact: true }).click()
  await page.getByLabel('Message').fill('hello')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('alert').filter({ hasText: 'OT_PERMISSION_DENIED' }).waitFor()
  await panel(page).getByText('hit once').waitFor()
  await context.close()
  expect(faults).toEqual([])
})

it('joins a room by a link, in which another tab of the browser is live', async () => {
  const { page, context } = await stage.open()
  await page.goto(`${stage.url}?room=lobby&connect=publisher&name=Ada`)
  await connected(page)
  const second = await context.newPage()
  await second.goto(stage.url)
  const live = second.getByRole('list', { name: 'Live sessions' })
  await live.getByText('lobby').waitFor()
  await live.getByText('Ada').waitFor()
  await live.getByRole('button', { name: 'Join' }).click()
  await connected(second)
  await connectionsOf(second).nth(1).waitFor()
  await context.close()
})
