// The media plane of a server, as the real client sees it: the router, relaying, the network, simulated participants.

import { type SandboxServer, serve } from 'opentok-sandbox'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest'
import { openStage, type Stage } from './browser.ts'
import type { Client } from './fixtures/client.ts'

declare const client: Client

let stage: Stage
let server: SandboxServer
const warnings: string[] = []
beforeAll(async () => {
  stage = await openStage('dev')
  server = await serve({
    port: 0,
    log: ({ level, message }) => {
      if (level === 'warn') warnings.push(message)
    },
  })
})
afterEach(async () => {
  await server.sandbox.network.set({})
  const others = warnings.splice(0).filter((message) => !message.startsWith('A third client connected'))
  expect(others).toEqual([])
})
afterAll(async () => {
  await stage.close()
  await server.close()
})

type Mode = 'routed' | 'relayed'

async function createSession(
  at: SandboxServer,
  mode: Mode,
  options: Record<string, string>,
): Promise<string> {
  const { apiKey } = await at.sandbox.project()
  const response = await fetch(`${at.url}/session/create`, {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-TB-PARTNER-AUTH': `${apiKey}:${SECRET}` },
    body: new URLSearchParams({ ...options, 'p2p.preference': mode === 'relayed' ? 'enabled' : 'disabled' }),
  })
  const [{ session_id }] = (await response.json()) as [{ session_id: string }]
  return session_id
}

const SECRET = '1234567890abcdef1234567890abcdef12345678'

interface JoinOptions {
  publish?: object | false
  subscribe?: boolean
  encryptionSecret?: string
}

interface Call {
  sessionId: string
  context: BrowserContext
  join(name: string, options?: JoinOptions): Promise<Page>
}

async function openCall(mode: Mode, at = server, options: Record<string, string> = {}): Promise<Call> {
  const sessionId = await createSession(at, mode, options)
  const { context } = await stage.open()
  // A test that fails must not take the time of the next one.
  onTestFinished(() => context.close())
  return {
    sessionId,
    context,
    async join(name, { publish = {}, subscribe = true, encryptionSecret = '' } = {}) {
      const page = await context.newPage()
      const credentials = await at.sandbox.tokens.create({
        sessionId,
        data: `name=${name}`,
        role: 'moderator',
      })
      const query = new URLSearchParams({
        ...credentials,
        sandbox: at.url,
        secret: encryptionSecret,
        subscribe: subscribe ? 'yes' : 'no',
      })
      await page.goto(`${stage.url}test/fixtures/client.html?${query}`)
      await page.waitForFunction(() => 'client' in globalThis)
      await page.evaluate(() => client.connect())
      if (publish) await page.evaluate(async (properties) => void (await client.publish(properties)), publish)
      return page
    },
  }
}

/** Waits until each of so many pictures has shown more frames than it has now. */
async function picturesMove(page: Page, count: number, frames = 5): Promise<void> {
  await page.waitForFunction(
    ([pictures, least]) => client.frames().filter((shown) => shown >= least).length >= pictures,
    [count, frames] as const,
    { timeout: 60_000 },
  )
  const before = await page.evaluate(() => client.frames())
  await page.waitForFunction(
    ([former, least]) => client.frames().every((shown, i) => shown >= (former[i] ?? 0) + least),
    [before, frames] as const,
    { timeout: 60_000 },
  )
}

const kinds = (page: Page) => page.evaluate(() => client.pairs())

it('routes a routed session: each client has a connection to the server, and none to the others', async () => {
  const { context, join } = await openCall('routed')
  const ada = await join('Ada')
  const bob = await join('Bob')
  const eve = await join('Eve')
  for (const page of [ada, bob, eve]) await picturesMove(page, 2)
  // One for its own stream, and one for each of the others.
  for (const page of [ada, bob, eve]) expect(await kinds(page)).toHaveLength(3)
  const sent = await server.sandbox.journal.find({ kind: 'frame', text: 'offer stream/subscriber' })
  expect(sent.entries.length).toBeGreaterThanOrEqual(6)
  await context.close()
}, 180_000)

it('stops the packets that a subscriber does not want, and resumes with a keyframe', async () => {
  const { context, join } = await openCall('routed')
  await join('Ada')
  const bob = await join('Bob', { publish: false })
  await picturesMove(bob, 1)
  await bob.evaluate(() => client.subscribers[0]?.subscribeToVideo(false))
  const received = async () => {
    const stats = await bob.evaluate(() => client.stats(0))
    return { video: stats?.video.packetsReceived ?? 0, audio: stats?.audio.packetsReceived ?? 0 }
  }
  // The pause begins as soon as the message has come.
  await expect
    .poll(
      async () => {
        const { video } = await received()
        await bob.waitForTimeout(500)
        return (await received()).video - video
      },
      { timeout: 30_000 },
    )
    .toBe(0)
  const before = await received()
  await expect
    .poll(async () => (await received()).audio, { timeout: 30_000 })
    .toBeGreaterThan(before.audio + 50)
  expect((await received()).video).toBe(before.video)
  await bob.evaluate(() => client.subscribers[0]?.subscribeToVideo(true))
  await picturesMove(bob, 1)
  await context.close()
}, 180_000)

it('goes on when a publisher mutes, unpublishes and publishes again', async () => {
  const { context, join } = await openCall('routed')
  const ada = await join('Ada', { publish: false })
  const bob = await join('Bob', { publish: false })
  for (let round = 1; round <= 2; round++) {
    const publisher = await ada.evaluateHandle(() => client.publish())
    await picturesMove(bob, 1)
    await publisher.evaluate((one) => one.publishVideo(false))
    await bob.waitForFunction(() => client.events.includes('videoDisabled'))
    await publisher.evaluate((one) => one.publishVideo(true))
    await bob.waitForFunction(() => client.events.includes('videoEnabled'))
    await picturesMove(bob, 1)
    await publisher.evaluate((one) => client.session.unpublish(one))
    await bob.waitForFunction(() => client.events.includes('destroyed'))
    await bob.evaluate(() => {
      client.events.length = 0
      client.subscribers.length = 0
    })
  }
  await context.close()
}, 180_000)

it.each([
  ['udp', 'relayed'],
  ['tcp', 'relayed'],
] as const)(
  'relays a peer-to-peer session over %s where direct media is blocked',
  async (protocol, mode) => {
    const { context, sessionId, join } = await openCall(mode)
    await server.sandbox.network.set({ sessions: [{ session: sessionId, direct: false }] })
    // Offered both, a browser takes the one that happens to work first.
    await context.addInitScript((isTcp) => {
      const Real = RTCPeerConnection
      globalThis.RTCPeerConnection = class extends Real {
        constructor({ iceServers = [], ...others }: RTCConfiguration = {}) {
          const servers = iceServers.map((one) => ({
            ...one,
            urls: [one.urls].flat().filter((url) => url.includes('tcp') === isTcp),
          }))
          super({ ...others, iceServers: servers })
        }
      }
    }, protocol === 'tcp')
    const ada = await join('Ada')
    const bob = await join('Bob', { publish: false })
    await picturesMove(bob, 1)
    const [pair] = await kinds(bob)
    expect(pair).toBe(`relay/relay ${protocol}`)
    expect(await kinds(ada)).toHaveLength(1)
    await context.close()
  },
  180_000,
)

it('lets a client that reaches nothing but the TURN server take part in a routed session', async () => {
  const { context, join } = await openCall('routed')
  await context.addInitScript(() => {
    const Real = RTCPeerConnection
    globalThis.RTCPeerConnection = class extends Real {
      constructor(options: RTCConfiguration = {}) {
        super({ ...options, iceTransportPolicy: 'relay' })
      }
    }
  })
  await join('Ada')
  const bob = await join('Bob', { publish: false })
  await picturesMove(bob, 1)
  // What the router sees is the TURN server's socket.
  expect((await kinds(bob))[0]).toMatch(/^(relay|prflx)\/host udp$/)
  await context.close()
}, 180_000)

it.each(['routed', 'relayed'] as const)(
  'shows the pictures of simulated participants in a %s session',
  async (mode) => {
    const { context, sessionId, join } = await openCall(mode)
    await server.sandbox.participants.join({ sessionId, name: 'Robot', publish: true, count: 3 })
    const ada = await join('Ada')
    await picturesMove(ada, 3)
    expect(await ada.evaluate(() => client.sizes())).toEqual(['320x240', '320x240', '320x240'])
    await context.close()
  },
  180_000,
)

it('loses the share of packets that it is told to, and the client conceals and repeats them', async () => {
  const { context, sessionId, join } = await openCall('routed')
  await server.sandbox.participants.join({ sessionId, name: 'Robot', publish: true })
  await server.sandbox.network.set({ clients: [{ connection: 'name=Ada', loss: 0.2, delay: 40 }] })
  const ada = await join('Ada', { publish: false })
  await picturesMove(ada, 1)
  // Sound is not repeated: what is lost is lost.
  const received = () => ada.evaluate(async () => (await client.stats(0))?.audio.packetsReceived ?? 0)
  await expect.poll(received, { timeout: 60_000 }).toBeGreaterThan(500)
  const stats = await ada.evaluate(() => client.stats(0))
  const { packetsLost = 0, packetsReceived = 1 } = stats?.audio ?? {}
  const share = packetsLost / (packetsLost + packetsReceived)
  expect(share).toBeGreaterThan(0.1)
  expect(share).toBeLessThan(0.3)
  await context.close()
}, 180_000)

it('goes on over an ICE restart of a publisher’s leg and of a subscriber’s', async () => {
  const { context, sessionId, join } = await openCall('routed')
  const ada = await join('Ada')
  const bob = await join('Bob', { publish: false })
  await picturesMove(bob, 1)
  const answers = async (what: string) =>
    (await server.sandbox.journal.find({ session: sessionId, kind: 'frame', text: what })).entries.length
  const before = await answers('got MESSAGE answer stream')
  await ada.evaluate(() => {
    for (const one of client.connections) if (one.connectionState === 'connected') one.restartIce()
  })
  await expect.poll(() => answers('got MESSAGE answer stream'), { timeout: 60_000 }).toBeGreaterThan(before)
  await picturesMove(bob, 1)
  await context.close()
}, 180_000)

// Sometimes the small layer does not come for a whole call, for a reason that is not known: then another call is tried.
it('lets a subscriber choose a layer, where publishers send several', {
  retry: 5,
  timeout: 180_000,
}, async () => {
  const other = await serve({ port: 0, simulcast: true, log: () => {} })
  try {
    const { context, join } = await openCall('routed', other)
    await join('Ada', { publish: { resolution: '1280x720' } })
    const bob = await join('Bob', { publish: false })
    await picturesMove(bob, 1)
    await bob.evaluate(() => client.subscribers[0]?.setPreferredResolution({ width: 320, height: 180 }))
    // A busy browser may send less than it could, and never more than is asked for.
    const width = async () => Number.parseInt((await bob.evaluate(() => client.sizes()))[0] ?? '', 10)
    await expect.poll(width, { timeout: 20_000 }).toBeLessThanOrEqual(320)
    await picturesMove(bob, 1)
    await context.close()
  } finally {
    await other.close()
  }
})

it('passes what is encrypted from end to end, which only those with the secret can see', async () => {
  const { context, join } = await openCall('routed', server, { e2ee: 'true' })
  await join('Ada', { encryptionSecret: 'a long secret' })
  const bob = await join('Bob', { publish: false, encryptionSecret: 'a long secret' })
  await picturesMove(bob, 1)
  const eve = await join('Eve', { publish: false, encryptionSecret: 'another secret' })
  const received = () => eve.evaluate(async () => (await client.stats(0))?.video.packetsReceived ?? 0)
  const shown = () => eve.evaluate(() => client.frames())
  // What comes before the client has set up its decryption may be shown, as noise; nothing after that is.
  await expect.poll(received, { timeout: 60_000 }).toBeGreaterThan(100)
  const [noise] = await shown()
  await expect.poll(received, { timeout: 60_000 }).toBeGreaterThan(300)
  expect(await shown()).toEqual([noise])
  const [seen] = await bob.evaluate(() => client.frames())
  expect(seen).toBeGreaterThan(noise ?? 0)
  await context.close()
}, 180_000)

it('shows twenty participants in one room', async () => {
  const { context, sessionId, join } = await openCall('routed')
  await server.sandbox.participants.join({ sessionId, name: 'Robot', publish: true, count: 20 })
  const ada = await join('Ada', { publish: false })
  await picturesMove(ada, 20)
  const [before, begunAt] = [await ada.evaluate(() => client.frames()), performance.now()]
  await ada.waitForFunction(
    (former) => client.frames().every((shown, i) => shown >= (former[i] ?? 0) + 45),
    before,
    { timeout: 60_000 },
  )
  console.log(`45 frames of each of 20 participants took ${Math.round(performance.now() - begunAt)} ms`)
  await context.close()
}, 180_000)
