// Peer-to-peer between two networks: the way between them is cut at the start, in mid-call, and restored.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { hasNamespaces, type Laboratory, openLaboratory } from './namespaces.ts'

const isPossible = hasNamespaces()
if (!isPossible) console.warn('Skipped: network namespaces need root on Linux, and iproute2')

let lab: Laboratory
beforeAll(async () => {
  if (isPossible) lab = await openLaboratory(inject('chromiumPath'))
})
afterAll(async () => {
  if (isPossible) await lab.close()
})

interface Credentials {
  apiKey: string
  sessionId: string
  token: string
}

/** What a page of this test has: the client, and what the test reads. */
interface Call {
  OT: typeof OT & { setProxyUrl(url: string): void }
  connections: RTCPeerConnection[]
}

/** Creates a peer-to-peer session over REST, within the network of the browser. */
async function createSession(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const response = await fetch('/session/create', {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'X-TB-PARTNER-AUTH': '123456:1234567890abcdef1234567890abcdef12345678',
      },
      body: new URLSearchParams({ 'p2p.preference': 'enabled' }),
    })
    const [{ session_id }] = await response.json()
    return session_id
  })
}

async function openPage(network: 0 | 1): Promise<Page> {
  const page = await lab.browsers[network].newPage()
  await page.goto(`${lab.urls[network]}/sandbox/health`)
  await page.evaluate(() => {
    const Real = RTCPeerConnection
    const connections: RTCPeerConnection[] = []
    globalThis.RTCPeerConnection = class extends Real {
      constructor(...input: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...input)
        connections.push(this)
      }
    }
    Object.assign(globalThis, { connections })
  })
  await page.addScriptTag({ url: '/opentok-client.js' })
  return page
}

async function join(page: Page, sessionId: string, role: 'publish' | 'subscribe'): Promise<void> {
  const credentials: Credentials = await page.evaluate(async (id) => {
    const response = await fetch('/sandbox/tokens', {
      method: 'POST',
      body: JSON.stringify({ sessionId: id }),
    })
    return response.json()
  }, sessionId)
  await page.evaluate(
    async ([{ apiKey, sessionId: id, token }, part]) => {
      const { OT } = globalThis as unknown as Call
      OT.setProxyUrl(location.origin)
      const session = OT.initSession(apiKey, id)
      session.on('streamCreated', ({ stream }) => {
        session.subscribe(stream, document.body, { insertMode: 'append' })
      })
      await new Promise<void>((resolve, reject) => {
        session.connect(token, (error) => (error ? reject(error) : resolve()))
      })
      if (part === 'subscribe') return
      const publisher = OT.initPublisher(document.body, { insertMode: 'append' })
      await new Promise<void>((resolve, reject) => {
        session.publish(publisher, (error) => (error ? reject(error) : resolve()))
      })
    },
    [credentials, role] as const,
  )
}

const frames = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('video')].reduce(
      (sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames,
      0,
    ),
  )

/** The milliseconds until so many more frames have been shown. */
async function untilFrames(page: Page, more: number): Promise<number> {
  const begunAt = performance.now()
  const before = await frames(page)
  await expect.poll(() => frames(page), { timeout: 60_000, interval: 100 }).toBeGreaterThan(before + more)
  return performance.now() - begunAt
}

/** The kinds of the candidates in use: local and remote. */
const pair = (page: Page) =>
  page.evaluate(async () => {
    const { connections } = globalThis as unknown as Call
    const used = connections.filter(({ connectionState }) => connectionState !== 'closed')
    const reports = await Promise.all(used.map((connection) => connection.getStats()))
    const report = reports.find((one) => [...one.values()].some(({ type }) => type === 'transport'))
    const all = [...(report?.values() ?? [])]
    const transport = all.find(({ type }) => type === 'transport')
    const chosen = report?.get(transport?.selectedCandidatePairId)
    return [chosen?.localCandidateId, chosen?.remoteCandidateId].map((id) => report?.get(id)?.candidateType)
  })

it.skipIf(!isPossible)(
  'relays from the start where the networks cannot reach each other, and directly where they can',
  async () => {
    for (const isOpen of [true, false]) {
      lab.setDirect(isOpen)
      const [ada, bob] = [await openPage(0), await openPage(1)]
      const sessionId = await createSession(ada)
      await join(ada, sessionId, 'publish')
      await join(bob, sessionId, 'subscribe')
      await untilFrames(bob, 20)
      const kinds = await pair(bob)
      if (isOpen) expect(kinds).toEqual(['host', 'host'])
      else expect(kinds).toContain('relay')
      await ada.close()
      await bob.close()
    }
  },
  180_000,
)

it.skipIf(!isPossible)(
  'goes on over the relay when the direct path is cut in mid-call, and comes back, with no action of the app',
  async () => {
    lab.setDirect(true)
    const [ada, bob] = [await openPage(0), await openPage(1)]
    const sessionId = await createSession(ada)
    await join(ada, sessionId, 'publish')
    await join(bob, sessionId, 'subscribe')
    await untilFrames(bob, 40)
    expect(await pair(bob)).toEqual(['host', 'host'])
    lab.setDirect(false)
    // What was under way may still come.
    const gap = await untilFrames(bob, 10)
    console.log(`cut in mid-call: frames resume after ${Math.round(gap)} ms`)
    await expect.poll(() => pair(bob), { timeout: 60_000 }).toContain('relay')
    await untilFrames(bob, 40)
    lab.setDirect(true)
    await untilFrames(bob, 40)
    await expect.poll(() => pair(bob), { timeout: 60_000 }).toEqual(['host', 'host'])
    await ada.close()
    await bob.close()
  },
  240_000,
)
