import Turn from 'node-turn'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connected, connectionsOf, generateSession, openSecondTab, openStage, type Stage } from './browser.ts'

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
    { timeout: 60_000 },
  )
}

it('moves real video frames both ways between two tabs, in a peer-to-peer session and in a routed one', async () => {
  for (const peerToPeer of [true, false]) {
    const { context, page, faults } = await stage.open()
    const errors: string[] = []
    context.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.getByLabel('Peer-to-peer').setChecked(peerToPeer)
    await generateSession(page)
    await page.getByRole('button', { name: 'Connect' }).click()
    await connected(page)
    const second = await openSecondTab(page)
    await framesMove(page, 2)
    await framesMove(second, 2)
    await context.close()
    expect(faults).toEqual([])
    // The client's own errors, too.
    expect(errors).toEqual([])
  }
}, 180_000)

it('offers a moderator to mute, to unpublish and to remove, and each of them works', async () => {
  const { context, page } = await stage.open()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  const moderator = await context.newPage()
  const sessionId = (await page.getByLabel('Session ID').textContent()) ?? ''
  await moderator.goto(`${stage.url}?session=${sessionId}&connect=moderator`)
  await connected(moderator)
  await framesMove(moderator, 2)

  await moderator.getByRole('button', { name: 'Mute', exact: true }).click()
  await page.getByRole('button', { name: 'Microphone', pressed: false }).waitFor()
  await page.getByRole('button', { name: 'Microphone' }).click()
  await moderator.getByRole('button', { name: 'Mute everybody' }).click()
  await page.getByRole('button', { name: 'Microphone', pressed: false }).waitFor()
  await moderator.getByRole('button', { name: 'Allow sound again' }).click()

  await moderator.getByRole('button', { name: 'Unpublish' }).click()
  await page.getByRole('button', { name: 'Show a test picture' }).waitFor()
  await page.getByRole('button', { name: 'Show a test picture' }).click()
  await framesMove(moderator, 2)

  await moderator.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('You were disconnected: a moderator removed you from the session.').waitFor()
  await connectionsOf(moderator).nth(1).waitFor({ state: 'detached' })
  await context.close()
}, 180_000)

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
  expect(await connectionsOf(page).count()).toBe(2)
  await context.close()
}, 180_000)

it('shares a screen beside the camera, and stops', async () => {
  const { context, page } = await stage.open()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  const second = await openSecondTab(page)
  await page.bringToFront()
  await page.getByRole('button', { name: 'Share screen' }).click()
  const title = second.getByRole('figure', { name: '’s screen' })
  await title.waitFor()
  await framesMove(second, 3)
  await page.getByRole('button', { name: 'Share screen', pressed: true }).click()
  await title.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Share screen', pressed: false }).waitFor()
  await context.close()
}, 180_000)

it('offers a drawn picture where there is no camera, and the others see it move', async () => {
  const { context, page } = await stage.open()
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('Permission denied', 'NotAllowedError')
    }
  })
  await page.reload()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  await page.getByText('You can show a drawn test picture instead').waitFor()
  const second = await openSecondTab(page)
  await page.getByRole('button', { name: 'Show a test picture' }).click()
  await framesMove(second, 2)
  await context.close()
}, 180_000)

it('says that pictures will not come where a browser finds no network interface for them', async () => {
  const { context, page } = await stage.open()
  await page.addInitScript(() => {
    // What a browser does on a machine with nothing but loopback: it gathers no candidate.
    Object.defineProperty(RTCPeerConnection.prototype, 'onicecandidate', { set() {} })
  })
  await page.reload()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  await page.getByText('on which browsers exchange no media').waitFor()
  await context.close()
})

it('moves frames through a TURN server alone, where the sandbox is told to', async () => {
  const port = 34_780 + (process.pid % 1000)
  const turn = new Turn({
    listeningPort: port,
    listeningIps: ['127.0.0.1'],
    relayIps: ['127.0.0.1'],
    authMech: 'long-term',
    credentials: { ada: 'lovelace' },
  })
  turn.start()
  const sources = await openStage('dev')
  try {
    const { context, page } = await sources.open()
    const url = `${sources.url}test/fixtures/relayed.html?turn=${port}`
    await page.goto(url)
    await page.getByText('published').waitFor()
    const second = await context.newPage()
    await second.goto(`${url}&session=${await page.title()}`)
    await framesMove(page, 2)
    await framesMove(second, 2)
    const kinds = await second.evaluate(async () => {
      const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] }
      const stats = await Promise.all(connections.map((connection) => connection.getStats()))
      return stats.flatMap((report) => {
        const all = [...report.values()]
        const pair = all.find(({ type, nominated }) => type === 'candidate-pair' && nominated)
        return all.filter(({ id }) => id === pair?.localCandidateId).map(({ candidateType }) => candidateType)
      })
    })
    expect(new Set(kinds)).toEqual(new Set(['relay']))
    await context.close()
  } finally {
    await sources.close()
    turn.stop()
  }
}, 180_000)

it('carries an ICE restart between the clients, over which the picture goes on', async () => {
  const { context, page } = await stage.open()
  await context.addInitScript(() => {
    const Real = RTCPeerConnection
    const connections: RTCPeerConnection[] = []
    class Watched extends Real {
      constructor(...input: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...input)
        connections.push(this)
      }
    }
    Object.assign(globalThis, { RTCPeerConnection: Watched, connections })
  })
  await page.reload()
  await generateSession(page)
  await page.getByRole('button', { name: 'Connect' }).click()
  await connected(page)
  const second = await openSecondTab(page)
  await framesMove(second, 2)
  /** The ICE user name fragments that a tab has been told of by the other. */
  const told = () =>
    second.evaluate(() => {
      const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] }
      const connectedOnes = connections.filter(({ connectionState }) => connectionState === 'connected')
      return connectedOnes
        .map((one) => /a=ice-ufrag:(\S+)/.exec(one.remoteDescription?.sdp ?? '')?.[1] ?? '')
        .sort()
    })
  // One connection for each direction.
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(2)
  const before = await told()
  await page.evaluate(() => {
    const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] }
    for (const one of connections) if (one.connectionState === 'connected') one.restartIce()
  })
  await expect.poll(told, { timeout: 60_000 }).not.toEqual(before)
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(before.length)
  const frames = () =>
    second.evaluate(() =>
      [...document.querySelectorAll<HTMLVideoElement>('.OT_subscriber video')].map(
        (video) => video.getVideoPlaybackQuality().totalVideoFrames,
      ),
    )
  const [shown = 0] = await frames()
  await expect.poll(async () => (await frames())[0] ?? 0, { timeout: 60_000 }).toBeGreaterThan(shown + 5)
  await context.close()
}, 180_000)
