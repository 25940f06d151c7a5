import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connected, generateSession, openSecondTab, openStage, type Stage } from './browser.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage('build')
})
afterAll(() => stage.close())

/** Waits until each of so many videos has shown frames beyond those that it had shown. */
async function framesMove(page: Page, videos: number): Promise<void> {
  await page.waitForFunction(
    (count) => {
      const seen = [...document.querySelectorAll('video')].filter(({ videoWidth }) => videoWidth > 0)
      const moving = seen.filter((video) => video.getVideoPlaybackQuality().totalVideoFrames > 5)
      return moving.length >= count
    },
    videos,
    { timeout: 25_000 },
  )
}

it('moves real video frames both ways between two tabs, in a peer-to-peer session and in a routed one', async () => {
  for (const peerToPeer of [true, false]) {
    const { context, page, faults } = await stage.open()
    await page.getByLabel('Peer-to-peer').setChecked(peerToPeer)
    await generateSession(page)
    await page.getByRole('button', { name: 'Connect' }).click()
    await connected(page)
    const second = await openSecondTab(page)
    await framesMove(page, 2)
    await framesMove(second, 2)
    await context.close()
    expect(faults).toEqual([])
  }
}, 90_000)

it('offers a moderator to mute, to unpublish and to remove, and each of them works', async () => {
  const { context, page } = await stage.open()
  await generateSession(page)
  await page.getByLabel('Role').selectOption('publisher')
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  await page.getByLabel('Role').evaluate(() => {})
  const moderator = await context.newPage()
  const sessionId = (await page.getByLabel('Session ID').textContent()) ?? ''
  await moderator.goto(`${stage.url}?session=${sessionId}&connect=moderator`)
  await connected(moderator)
  await framesMove(moderator, 2)

  await moderator.getByRole('button', { name: 'Mute', exact: true }).click()
  await page.locator('#microphone[aria-pressed="false"]').waitFor()
  await page.getByRole('button', { name: 'Microphone' }).click()
  await moderator.getByRole('button', { name: 'Mute everybody' }).click()
  await page.locator('#microphone[aria-pressed="false"]').waitFor()
  await moderator.getByRole('button', { name: 'Allow sound again' }).click()

  await moderator.getByRole('button', { name: 'Unpublish' }).click()
  await page.getByRole('button', { name: 'Show a test picture' }).waitFor()
  await page.getByRole('button', { name: 'Show a test picture' }).click()
  await framesMove(moderator, 2)

  await moderator.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('You were disconnected: forceDisconnected').waitFor()
  await moderator.getByRole('listitem').nth(1).waitFor({ state: 'detached' })
  await context.close()
}, 90_000)

it('reconnects when its socket is dropped, and loses nothing said meanwhile', async () => {
  const { context, page } = await stage.open()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  const second = await openSecondTab(page)
  await framesMove(page, 2)
  await page.getByRole('button', { name: 'Drop the socket' }).click()
  await second.getByLabel('Message').fill('said in the outage')
  await second.getByLabel('Message').press('Enter')
  const events = page.getByRole('log', { name: 'Events' })
  await events.getByText('sessionReconnected').waitFor()
  await page.getByRole('log', { name: 'Chat' }).getByText('said in the outage').waitFor()
  expect(await page.getByRole('log', { name: 'Chat' }).getByText('said in the outage').count()).toBe(1)
  expect(await page.getByRole('listitem').count()).toBe(2)
  await context.close()
}, 60_000)
