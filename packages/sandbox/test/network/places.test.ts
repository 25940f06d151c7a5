import { encodeSessionId } from '@opentok-sandbox/core'
import {
  createSandbox,
  DEVELOPMENT_PROJECT,
  distanceDelay,
  PLACES,
  type Place,
} from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'

const { apiKey } = DEVELOPMENT_PROJECT

/** 1.x is in Sydney, 2.x in Tokyo; nothing else has a place. */
const locate = (address: string) => {
  if (address.startsWith('1.')) return { latitude: -34, longitude: 151 }
  return address.startsWith('2.') ? { latitude: 36, longitude: 140 } : undefined
}

const sessionId = (location = '') =>
  encodeSessionId({ apiKey, location, createdAt: 0, mediaMode: 'routed', random: 'abcdefghijklmnopqrstuvwx' })

function open(options: { places?: readonly Place[] } = {}) {
  const sandbox = createSandbox({ locate, log: () => {}, ...options })
  const ask = async (id: string, address?: string) => {
    const { token } = await sandbox.tokens.create({ sessionId: id })
    const request = new Request(`http://localhost/session/${id}?extended=true`, {
      headers: { 'X-OPENTOK-AUTH': token, 'X-TB-CONNECTIONID': 'c' },
    })
    const [info] = (await (await sandbox.fetch(request, { address })).json()) as [
      { media_server_hostname: string },
    ]
    return info.media_server_hostname
  }
  return { sandbox, ask }
}

it('names the place of a session in session info: that of its location hint, or of the client that asks', async () => {
  const { ask } = open()
  expect(await ask(sessionId('1.2.3.4'))).toBe('mantis-sydney.opentok-sandbox.invalid')
  expect(await ask(sessionId('1.2.3.4'), '2.3.4.5')).toBe('mantis-sydney.opentok-sandbox.invalid')
  expect(await ask(sessionId(), '2.3.4.5')).toBe('mantis-tokyo.opentok-sandbox.invalid')
})

it('takes a hint that has no place for none', async () => {
  const { ask } = open()
  expect(await ask(sessionId('10.0.0.1'), '2.3.4.5')).toBe('mantis-tokyo.opentok-sandbox.invalid')
})

it('puts clients whose addresses have no place where the developer says', async () => {
  const { sandbox, ask } = open()
  for (const address of ['127.0.0.1', '192.168.1.2', '::1', '2001:db8::1', undefined])
    expect(await ask(sessionId(), address)).toBe('mantis-virginia.opentok-sandbox.invalid')
  await sandbox.network.set({ place: 'dublin' })
  expect(await ask(sessionId(), '127.0.0.1')).toBe('mantis-dublin.opentok-sandbox.invalid')
})

it('situates a session by its hint, also in a sandbox that has never heard of it', async () => {
  for (let restart = 0; restart < 2; restart++) {
    const { sandbox } = open()
    await sandbox.participants.join({ sessionId: sessionId('1.2.3.4') })
    expect(await sandbox.sessions()).toMatchObject([
      { place: 'sydney', connections: [{ place: 'virginia' }] },
    ])
    const { entries } = await sandbox.journal.find({ text: 'sessionPlaced' })
    expect(entries.map(({ text }) => text)).toEqual(['sessionPlaced: place sydney, reason hint (by client)'])
    sandbox.close()
  }
})

it('keeps the place of a session whose first client has gone and come back', async () => {
  const { sandbox } = open()
  await sandbox.network.set({ clients: [{ connection: 'name=Ada', place: 'tokyo' }] })
  const join = async (name: string) =>
    (await sandbox.participants.join({ sessionId: sessionId(), name }))[0]?.connectionId ?? ''
  await sandbox.participants.leave(await join('Ada'))
  expect(await sandbox.sessions()).toEqual([])
  await join('Bob')
  expect(await sandbox.sessions()).toMatchObject([{ place: 'tokyo' }])
  await join('Ada')
  expect(await sandbox.sessions()).toMatchObject([{ place: 'tokyo' }])
})

it('takes a table of places, and refuses one that is none', async () => {
  const places = [{ id: 'moon', name: 'The Moon', latitude: 0, longitude: 0 }]
  const { sandbox } = open({ places })
  expect((await sandbox.network.get()).places).toEqual(places)
  await sandbox.participants.join({ sessionId: sessionId('1.2.3.4') })
  expect(await sandbox.sessions()).toMatchObject([{ place: 'moon' }])
  for (const [table, message] of [
    [[], 'places: must be a list of places'],
    [[{ ...places[0], id: 'A B' }], 'places: each requires an id of its own'],
    [[places[0], places[0]], 'places: each requires an id of its own'],
    [[{ ...places[0], latitude: 91 }], 'places: moon requires a latitude from -90 to 90'],
  ] as const)
    expect(() => createSandbox({ places: table as never })).toThrow(message)
})

it('delays by 1 ms, and 1 ms for each 140 km', () => {
  const at = (id: string) => PLACES.find((place) => place.id === id) ?? { latitude: 0, longitude: 0 }
  const between = (a: string, b: string) => Math.round(distanceDelay(at(a), at(b)))
  expect(between('virginia', 'virginia')).toBe(0)
  expect(between('virginia', 'sydney')).toBe(113)
  expect(between('sydney', 'virginia')).toBe(113)
  expect(between('virginia', 'dublin')).toBe(40)
  expect(between('frankfurt', 'dublin')).toBe(9)
  const halfway = distanceDelay({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })
  expect(Math.round(halfway)).toBe(144)
})
