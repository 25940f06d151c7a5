import { expect, it } from 'vitest'
import { encodeChannelData } from '../../src/turn/channel-data.ts'
import { ATTRIBUTE, encodeStun, METHOD } from '../../src/turn/stun-message.ts'
import { type Endpoint, uint32 } from '../../src/turn/stun-values.ts'
import { makeTurnCredentials } from '../../src/turn/turn-credentials.ts'
import { type TurnClient, type TurnParts, TurnRelay } from '../../src/turn/turn-relay.ts'
import { RelayClient, UDP } from './relay-client.ts'

const SECRET = Buffer.from('a secret of the server')
const HOUR = 3_600_000

/** A relay on a clock that a test moves, with clients that reach it without a socket. */
function openRelay(parts: Partial<TurnParts> = {}) {
  let time = 1_700_000_000_000
  const timers: { due: number; callback: () => void }[] = []
  const clock = {
    now: () => time,
    setTimeout(callback: () => void, wait: number) {
      const timer = { due: time + wait, callback }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  }
  let seed = 1
  const chance = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const relay = new TurnRelay({ secret: SECRET, clock, chance, routeOf: () => undefined, ...parts })
  let port = 1000
  return {
    relay,
    clock,
    advance(milliseconds: number) {
      time += milliseconds
      for (const timer of timers.filter(({ due }) => due <= time)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.callback()
      }
    },
    open(name: string, { expiresAt = time + 48 * HOUR, isStream = false } = {}) {
      const endpoint = { address: '127.0.0.1', port: ++port }
      const turnClient: TurnClient = {
        key: `${endpoint.port}`,
        endpoint,
        serverAddress: '127.0.0.1',
        isStream,
        send: (bytes) => client.receive(bytes),
      }
      const client: RelayClient = new RelayClient(
        (bytes) => relay.receive(bytes, turnClient),
        makeTurnCredentials(SECRET, expiresAt, name),
      )
      return { client, turnClient }
    },
  }
}

const address = ({ relayed }: { relayed: Endpoint | undefined }) => relayed ?? { address: '', port: 0 }

async function openPair(stage = openRelay()) {
  const [ada, bob] = [stage.open('ada').client, stage.open('bob').client]
  const [adaAt, bobAt] = [address(await ada.allocate()), address(await bob.allocate())]
  return { ...stage, ada, bob, adaAt, bobAt }
}

it('tells a client its address', async () => {
  const { client } = openRelay().open('ada')
  const { code, message } = await client.request(METHOD.binding)
  expect(code).toBe(0)
  expect(message.attributes.map(({ type }) => type)).toEqual([ATTRIBUTE.xorMappedAddress])
})

it('asks for credentials, and gives an address for them for ten minutes', async () => {
  const { client } = openRelay().open('ada')
  expect((await client.learn()).code).toBe(401)
  const { code, relayed, lifetime, message } = await client.allocate()
  expect([code, lifetime, relayed?.address]).toEqual([0, 600, '127.0.0.1'])
  expect(relayed?.port).toBeGreaterThan(49_151)
  // The client believes no answer without it.
  expect(message.attributes.at(-1)?.type).toBe(ATTRIBUTE.messageIntegrity)
})

it('relays between two clients that permit each other, and tells each where it comes from', async () => {
  const { ada, bob, adaAt, bobAt } = await openPair()
  await ada.permit(bobAt)
  await bob.permit(adaAt)
  ada.sendTo(bobAt, 'hello')
  bob.sendTo(adaAt, 'hello yourself')
  expect(bob.data).toEqual([{ from: adaAt, bytes: 'hello' }])
  expect(ada.data).toEqual([{ from: bobAt, bytes: 'hello yourself' }])
})

it('relays over channels, which permit by themselves', async () => {
  const { ada, bob, adaAt, bobAt } = await openPair()
  await ada.bind(0x4000, bobAt)
  await bob.bind(0x4123, adaAt)
  ada.send(encodeChannelData({ channel: 0x4000, data: Buffer.from('short') }, false))
  expect(bob.data).toEqual([{ from: 0x4123, bytes: 'short' }])
})

it('drops what its receiver does not permit, or permits no longer', async () => {
  const { ada, bob, adaAt, bobAt, advance } = await openPair()
  await ada.permit(bobAt)
  ada.sendTo(bobAt, 'too early')
  await bob.permit({ address: '192.0.2.1', port: 1 })
  ada.sendTo(bobAt, 'for another')
  await bob.permit(adaAt)
  ada.sendTo(bobAt, 'now')
  advance(299_000)
  ada.sendTo(bobAt, 'still')
  advance(2000)
  ada.sendTo(bobAt, 'too late')
  expect(bob.data.map(({ bytes }) => bytes)).toEqual(['now', 'still'])
})

it('is no open proxy: nothing reaches an address that no other client has', async () => {
  const asked: Endpoint[] = []
  const bridge = (peer: Endpoint) => {
    asked.push(peer)
    return undefined
  }
  const { ada, bobAt } = await openPair(openRelay({ bridge }))
  const targets = [
    { address: '127.0.0.1', port: 22 },
    { address: '10.0.0.1', port: 53 },
    { address: '8.8.8.8', port: 53 },
    { address: '127.0.0.2', port: bobAt.port },
  ]
  expect((await ada.permit(...targets)).code).toBe(0)
  for (const target of targets) ada.sendTo(target, 'x')
  // Only what the media router listens on would be let through, and it listens on none of them.
  expect(asked).toEqual(targets)
})

it('lets a client reach the media router, and the router answer it', async () => {
  let answer = (_data: Buffer) => {}
  const sent: string[] = []
  let closed = 0
  const bridge: TurnParts['bridge'] = (_peer, receive) => {
    answer = receive
    return { send: (data) => sent.push(Buffer.from(data).toString()), close: () => closed++ }
  }
  const stage = openRelay({ bridge })
  const { ada } = await openPair(stage)
  const router = { address: '127.0.0.1', port: 50_000 }
  await ada.permit(router)
  ada.sendTo(router, 'a check')
  answer(Buffer.from('its answer'))
  expect(sent).toEqual(['a check'])
  expect(ada.data).toEqual([{ from: router, bytes: 'its answer' }])
  await ada.refresh(0)
  expect(closed).toBe(1)
  answer(Buffer.from('nobody is there'))
  expect(ada.data).toHaveLength(1)
})

it('lasts for hours while its clients refresh, and repeats a request with a new nonce', async () => {
  const { ada, bob, adaAt, bobAt, advance } = await openPair()
  let stale = 0
  for (let minutes = 0; minutes < 180; minutes += 4) {
    for (const client of [ada, bob]) {
      const outcome = await client.refresh(600)
      if (outcome.code === 438) {
        stale++
        await client.learn()
        expect((await client.refresh(600)).code).toBe(0)
      } else expect([outcome.code, outcome.lifetime]).toEqual([0, 600])
    }
    await ada.permit(bobAt)
    await bob.permit(adaAt)
    ada.sendTo(bobAt, `${minutes}`)
    advance(240_000)
  }
  expect(bob.data).toHaveLength(45)
  expect(stale).toBe(4)
})

it('frees an allocation by a refresh of 0, by its end, and by the close of its TCP connection', async () => {
  const stage = openRelay()
  const { relay, advance } = stage
  const ada = stage.open('ada').client
  await ada.allocate()
  expect((await ada.refresh(0)).lifetime).toBe(0)
  expect(relay.size).toBe(0)
  await ada.allocate()
  advance(601_000)
  expect((await ada.refresh(600)).code).toBe(437)
  expect(relay.size).toBe(0)
  const { client, turnClient } = stage.open('bob', { isStream: true })
  await client.allocate()
  expect(relay.size).toBe(1)
  relay.closed(turnClient)
  expect(relay.size).toBe(0)
})

it('checks the time of credentials when it gives an address, and never during a call', async () => {
  const stage = openRelay()
  const late = stage.open('late', { expiresAt: stage.clock.now() - 1000 }).client
  expect((await late.allocate()).code).toBe(401)
  const short = stage.open('short', { expiresAt: stage.clock.now() + 60_000 }).client
  expect((await short.allocate()).code).toBe(0)
  stage.advance(120_000)
  expect((await short.refresh(600)).code).toBe(0)
})

it('refuses what RFC 8656 lets it refuse, with the code that it names', async () => {
  const stage = openRelay()
  const { client: ada } = stage.open('ada')
  await ada.learn()
  const allocate = (...attributes: { type: number; value: Uint8Array }[]) =>
    ada.request(METHOD.allocate, () => attributes)
  expect((await ada.refresh(600)).code).toBe(437)
  expect((await allocate()).code).toBe(400)
  expect((await allocate({ ...UDP, value: Buffer.from([6, 0, 0, 0]) })).code).toBe(442)
  expect((await allocate(UDP, uint32(ATTRIBUTE.requestedAddressFamily, 0x02000000))).code).toBe(440)
  const unknown = await allocate(UDP, { type: 0x0018, value: Buffer.alloc(4) })
  expect(unknown.code).toBe(420)
  const listed = unknown.message.attributes.find(({ type }) => type === ATTRIBUTE.unknownAttributes)
  expect([...(listed?.value ?? [])]).toEqual([0x00, 0x18])
  const id = Buffer.alloc(12, 9)
  const first = await ada.request(METHOD.allocate, () => [UDP], id)
  // A repeated request is answered as the first one was; another one is refused.
  expect((await ada.request(METHOD.allocate, () => [UDP], id)).relayed).toEqual(first.relayed)
  expect((await allocate(UDP)).code).toBe(437)
  expect((await ada.bind(0x3fff, { address: '127.0.0.1', port: 1 })).code).toBe(400)
  expect((await ada.bind(0x4000, { address: '127.0.0.1', port: 1 })).code).toBe(0)
  expect((await ada.bind(0x4000, { address: '127.0.0.1', port: 2 })).code).toBe(400)
  expect((await ada.bind(0x4001, { address: '127.0.0.1', port: 1 })).code).toBe(400)
  expect((await ada.permit()).code).toBe(400)
})

it('refuses a wrong password and credentials of another server', async () => {
  const stage = openRelay()
  const endpoint = { address: '127.0.0.1', port: 9 }
  const forged = makeTurnCredentials(Buffer.from('another secret'), stage.clock.now() + HOUR, 'eve')
  const client: RelayClient = new RelayClient(
    (bytes) =>
      stage.relay.receive(bytes, {
        key: 'eve',
        endpoint,
        serverAddress: '127.0.0.1',
        isStream: false,
        send: (answer) => client.receive(answer),
      }),
    forged,
  )
  expect((await client.allocate()).code).toBe(401)
  expect(stage.relay.size).toBe(0)
})

it('gives one client at most 200 addresses', async () => {
  const stage = openRelay()
  const codes = []
  for (let i = 0; i < 201; i++) codes.push((await stage.open('ada').client.allocate()).code)
  expect(codes.slice(0, 200).every((code) => code === 0)).toBe(true)
  expect(codes[200]).toBe(486)
  expect((await stage.open('bob').client.allocate()).code).toBe(0)
})

it('delays and loses data as the network says, and nothing else', async () => {
  const stage = openRelay({
    routeOf: (name) => ({ delay: name === 'ada' ? 100 : 20, jitter: 0, loss: name === 'ada' ? 0.5 : 0 }),
  })
  const { ada, bob, adaAt, bobAt, advance } = await openPair(stage)
  await ada.permit(bobAt)
  await bob.permit(adaAt)
  for (let i = 0; i < 200; i++) ada.sendTo(bobAt, `${i}`)
  advance(100)
  expect(bob.data).toEqual([])
  advance(20)
  expect(bob.data.length).toBeGreaterThan(70)
  expect(bob.data.length).toBeLessThan(130)
})

it('survives any bytes', () => {
  const stage = openRelay()
  const { turnClient } = stage.open('ada')
  const valid = encodeStun({
    class: 'request',
    method: METHOD.allocate,
    transactionId: Buffer.alloc(12),
    attributes: [UDP, uint32(ATTRIBUTE.lifetime, 1)],
  })
  let seed = 7
  const next = () => (seed = (seed * 16_807) % 2_147_483_647)
  for (let i = 0; i < 5000; i++) {
    const bytes = Buffer.from(valid.subarray(0, next() % (valid.length + 1)))
    for (let flips = next() % 4; flips > 0 && bytes.length > 0; flips--) {
      bytes.writeUInt8(next() % 256, next() % bytes.length)
    }
    stage.relay.receive(bytes, { ...turnClient, send() {} })
  }
  expect(stage.relay.size).toBe(0)
})
