import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connected, connectionsOf, generateSession, openSecondTab, openStage, type Stage } from './browser.ts'

describe.each(['dev', 'build'] as const)('two tabs of the page (%s)', (mode) => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(mode)
  })
  afterAll(() => stage.close())

  it('connect with the real client, see each other, chat, and notice when one leaves', async () => {
    const { context, page, faults } = await stage.open()
    await generateSession(page)
    await page.getByRole('button', { name: 'Connect' }).click()
    await connected(page)
    const second = await openSecondTab(page)
    await connectionsOf(page).nth(1).waitFor()
    await connectionsOf(second).nth(1).waitFor()

    await second.getByLabel('Message').fill('hello from the second tab')
    await second.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('log', { name: 'Chat' }).getByText('hello from the second tab').waitFor()
    await page.getByLabel('Message').fill('hello back')
    await page.getByLabel('Message').press('Enter')
    await second.getByRole('log', { name: 'Chat' }).getByText('hello back').waitFor()
    expect(await page.getByRole('log', { name: 'Events' }).textContent()).toContain('sessionConnected')

    await second.getByRole('button', { name: 'Disconnect' }).click()
    await second.getByRole('status').filter({ hasText: 'disconnected' }).waitFor()
    await connectionsOf(page).nth(1).waitFor({ state: 'detached' })
    await second.getByRole('button', { name: 'Connect' }).click()
    await connected(second)
    await connectionsOf(page).nth(1).waitFor()
    await second.close()
    await connectionsOf(page).nth(1).waitFor({ state: 'detached' })
    await context.close()
    expect(faults).toEqual([])
  })
})

describe('one tab', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage('build')
  })
  afterAll(() => stage.close())

  it('is noticed by the others at once when it crashes', async () => {
    const { context, page } = await stage.open()
    await generateSession(page)
    await page.getByRole('button', { name: 'Connect' }).click()
    await connected(page)
    const second = await openSecondTab(page)
    await connectionsOf(page).nth(1).waitFor()
    const crashed = second.waitForEvent('crash')
    // A page that crashes cannot answer the order to.
    void second.goto('chrome://crash').catch(() => {})
    await crashed
    await connectionsOf(page).nth(1).waitFor({ state: 'detached' })
    await page.getByText('networkDisconnected').first().waitFor()
    await context.close()
  })

  it('says what went wrong when a subscriber chats, and keeps the text', async () => {
    const { context, page } = await stage.open()
    await generateSession(page)
    await page.getByLabel('Role').selectOption('subscriber')
    await page.getByRole('button', { name: 'Connect' }).click()
    await connected(page)
    await page.getByLabel('Message').fill('may I?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('OT_PERMISSION_DENIED').waitFor()
    expect(await page.getByLabel('Message').inputValue()).toBe('may I?')
    await context.close()
  })

  it('shows one session and is in that one, however quickly another is generated', async () => {
    const { context, page } = await stage.open()
    const connect = page.getByRole('button', { name: 'Connect', exact: true })
    const first = await generateSession(page)
    // While it connects, and while it is connected, with a connect hard on its heels.
    await connect.click()
    await page.getByRole('button', { name: 'Generate Session' }).click()
    await page.getByLabel('Session ID').filter({ hasNotText: first }).waitFor()
    await connect.click()
    await connected(page)
    const second = await page.getByLabel('Session ID').textContent()
    await page.getByRole('button', { name: 'Generate Session' }).click()
    await page
      .getByLabel('Session ID')
      .filter({ hasNotText: second ?? '' })
      .waitFor()
    await connect.click()
    await connected(page)
    const other = await openSecondTab(page)
    expect(await other.getByLabel('Session ID').textContent()).toBe(
      await page.getByLabel('Session ID').textContent(),
    )
    await connectionsOf(page).nth(1).waitFor()
    expect(await page.getByRole('status').textContent()).toBe('connected')
    expect(await connectionsOf(other).count()).toBe(2)
    await context.close()
  })

  it('shares no session with another profile', async () => {
    const ada = await stage.open()
    const bob = await stage.open()
    const sessionId = await generateSession(ada.page)
    await ada.page.getByRole('button', { name: 'Connect' }).click()
    await connected(ada.page)
    // The ID is good everywhere, since it needs no record; the people in it are those of one browser.
    await bob.page.goto(`${stage.url}?session=${sessionId}&connect=publisher`)
    await connected(bob.page)
    expect(await connectionsOf(bob.page).count()).toBe(1)
    await ada.context.close()
    await bob.context.close()
  })
})
