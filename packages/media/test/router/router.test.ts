// The router with peers in this process: what a browser cannot show, such as what is left behind.

import { createSandbox, type LocalSandbox } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRouter } from '../../src/router.ts'
import { PeerClient } from './peer-client.ts'

/** How many rounds are made: ROUNDS=1000 shows that nothing is left behind after a day's work. */
const ROUNDS = Number(process.env.ROUNDS ?? 15)

let sandbox: LocalSandbox
let endpoints: Set<string>
let warnings: string[]
beforeEach(() => {
  endpoints = new Set()
  warnings = []
  sandbox = createSandbox({
    mediaServer: { load: createRouter({ endpoints }) },
    log: ({ level, message }) => {
      if (level === 'warn') warnings.push(message)
    },
  })
})
afterEach(() => {
  sandbox.close()
  expect(warnings).toEqual([])
})

/** The sockets of this process. */
const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length

it('forwards a publisher’s packets to each subscriber', async () => {
  const [ada, bob, eve] = [
    await PeerClient.join(sandbox, 'ada'),
    await PeerClient.join(sandbox, 'bob'),
    await PeerClient.join(sandbox, 'eve'),
  ]
  await ada.publish('s')
  await Promise.all([bob.subscribe('s', 'q', 50), eve.subscribe('s', 'r', 50)])
  expect(endpoints.size).toBeGreaterThanOrEqual(3)
  await Promise.all([ada, bob, eve].map((client) => client.leave()))
  await expect.poll(() => endpoints.size, { timeout: 30_000 }).toBe(0)
})

it('leaves nothing behind, however often somebody publishes and subscribes', async () => {
  const [ada, bob] = [await PeerClient.join(sandbox, 'ada'), await PeerClient.join(sandbox, 'bob')]
  const heap: number[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    await ada.publish(`s${round}`)
    await bob.subscribe(`s${round}`, 'q')
    await bob.unsubscribe(`s${round}`, 'q')
    await ada.unpublish(`s${round}`)
    expect(endpoints.size).toBe(0)
    if (round % (ROUNDS / 5) === 0) {
      globalThis.gc?.()
      heap.push(Math.round(process.memoryUsage().heapUsed / 2 ** 20))
    }
  }
  console.log(`${ROUNDS} rounds: heap in MB, fifth by fifth: ${heap.join(', ')}`)
  await Promise.all([ada.leave(), bob.leave()])
  await expect.poll(sockets, { timeout: 30_000 }).toBe(0)
}, 3_600_000)

it('ends the legs of those who leave, and all of them at a reset', async () => {
  const [ada, bob] = [await PeerClient.join(sandbox, 'ada'), await PeerClient.join(sandbox, 'bob')]
  await ada.publish('s')
  await bob.subscribe('s', 'q')
  await bob.leave()
  await expect.poll(() => endpoints.size, { timeout: 30_000 }).toBeGreaterThan(0)
  await sandbox.reset()
  await expect.poll(() => endpoints.size, { timeout: 30_000 }).toBe(0)
  await ada.leave()
})

it('survives nonsense in a negotiation, and the media of others goes on', async () => {
  const [ada, bob] = [await PeerClient.join(sandbox, 'ada'), await PeerClient.join(sandbox, 'bob')]
  await ada.publish('s')
  await bob.subscribe('s', 'q')
  for (const sdp of ['', 'v=0', 'nonsense', `v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n`, '\0'.repeat(5000)]) {
    for (const method of ['offer', 'answer'])
      expect(await bob.ask(method, '/stream/s/subscriber/q', { sdp })).toBe('200')
    expect(await ada.ask('candidate', '/stream/s', { candidate: sdp, sdpMid: '7' })).toBe('200')
  }
  await ada.ask('create', '/stream/t', { channel: [{ id: 'video1', type: 'video' }] })
  expect(await ada.ask('offer', '/stream/t', { sdp: 'v=0' })).toBe('200')
  const eve = await PeerClient.join(sandbox, 'eve')
  await eve.subscribe('s', 'r', 20)
  expect(warnings.length).toBeGreaterThan(0)
  expect(warnings.every((message) => /^The media of the stream [st] failed: /.test(message))).toBe(true)
  warnings = []
  await Promise.all([ada, bob, eve].map((client) => client.leave()))
})

it('plays simulated participants to clients, and stops when nobody is left', async () => {
  const [robot] = await sandbox.participants.join({ room: 'lobby', name: 'Robot', publish: true })
  const ada = await PeerClient.join(sandbox, 'ada')
  await ada.subscribe(robot?.streamId ?? '', 'q', 100)
  await sandbox.participants.leave(robot?.connectionId ?? '')
  await ada.hear('deleted', `/stream/${robot?.streamId}`)
  await expect.poll(() => endpoints.size, { timeout: 30_000 }).toBe(0)
  await ada.leave()
})
