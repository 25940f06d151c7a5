import { decodeSessionId } from '@opentok-sandbox/core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { generateSession, openStage, type Stage, type Visit } from './browser.ts'

let stage: Stage
let visit: Visit

beforeAll(async () => {
  stage = await openStage('build')
})
afterAll(() => stage.close())
beforeEach(async () => {
  visit = await stage.open()
})
afterEach(async () => {
  await visit.context.close()
  expect(visit.faults).toEqual([])
})

it('generates a session with the location hint and the media mode of the form', async () => {
  const { page } = visit
  await page.getByLabel('Location hint').fill('12.34.56.78')
  await page.getByLabel('Peer-to-peer').check()
  const sessionId = await generateSession(page)
  expect(decodeSessionId(sessionId)).toMatchObject({
    apiKey: '123456',
    location: '12.34.56.78',
    mediaMode: 'relayed',
  })
  await page.getByText('Location hint and peer-to-peer').click()
  await page.getByLabel('Peer-to-peer').uncheck()
  await page.getByLabel('Location hint').fill('')
  await page.getByRole('button', { name: 'Generate Session' }).click()
  await page.getByLabel('Session ID').filter({ hasNotText: sessionId }).waitFor()
  const second = (await page.getByLabel('Session ID').textContent()) ?? ''
  expect(decodeSessionId(second)).toMatchObject({ location: '', mediaMode: 'routed' })
})

it('explains a location hint that is not an IPv4 address beside its field, and keeps the text', async () => {
  const { page } = visit
  const field = page.getByLabel('Location hint')
  await field.fill('London')
  await field.press('Enter')
  await page.getByText('This is not an IPv4 address').waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  expect(await field.inputValue()).toBe('London')
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await page.getByLabel('Session ID').textContent()).toBe('')
  await field.fill('1.2.3.4')
  await page.getByText('This is not an IPv4 address').waitFor({ state: 'hidden' })
})

it('shows the request and the answer as they went over the wire, without the token, and the decoded ID', async () => {
  const { page } = visit
  await page.getByLabel('Location hint').fill('12.34.56.78')
  const sessionId = await generateSession(page)
  const wire = await page.getByRole('region', { name: 'On the wire' }).textContent()
  expect(wire).toContain('POST https://api.opentok.com/session/create')
  expect(wire).toContain('location=12.34.56.78&p2p.preference=disabled')
  expect(wire).toContain('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
  expect(wire).toContain(`<session_id>${sessionId}</session_id>`)
  expect(wire).toContain('x-opentok-auth: [token]')
  expect(wire).toMatch(/Location\s*12\.34\.56\.78/)
})

it('copies the session ID', async () => {
  const { page } = visit
  const sessionId = await generateSession(page)
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(sessionId)
})

it('keeps its session after a reload, and does not connect by itself', async () => {
  const { page } = visit
  const sessionId = await generateSession(page)
  await page.reload()
  await page.getByLabel('Session ID').filter({ hasText: sessionId }).waitFor()
  expect(await page.getByRole('status').textContent()).toBe('ready')
})

it('explains a link with a broken session ID, and can still generate another', async () => {
  const { page } = visit
  await page.goto(`${stage.url}?session=hello&connect=publisher`)
  await page.getByText('This is not a session ID').waitFor()
  await generateSession(page)
  await page.getByText('This is not a session ID').waitFor({ state: 'hidden' })
})

it('works by keyboard alone', async () => {
  const { page } = visit
  await page.getByLabel('Location hint').focus()
  await page.keyboard.type('1.2.3.4')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page
    .getByLabel('Session ID')
    .filter({ hasText: /^[12]_/ })
    .waitFor()
  await page.getByRole('button', { name: 'Connect' }).focus()
  await page.keyboard.press('Enter')
  // The button that takes the other's place takes its focus, too.
  await page.locator('button:focus', { hasText: 'Disconnect' }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('button:focus', { hasText: /^Connect$/ }).waitFor()
})
