import { createSandbox, type MediaPath } from '@opentok-sandbox/sandbox'
import { expect, it } from 'vitest'
import { createSession, WireClient } from '../contract/client.ts'
import { openSocket } from '../contract/transport.ts'
import { createTestClock } from '../test-clock.ts'

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0'

/** A media server that only says what it is asked, and announces streams. */
function recordingPath(calls: string[]): MediaPath {
  return {
    publish(session, stream, cause) {
      calls.push(`publish ${stream.id}`)
      session.announce(stream, cause)
    },
    unpublish: (_session, stream) => calls.push(`unpublish ${stream.id}`),
    begin: (_session, subscriber) => calls.push(`begin ${subscriber.id}`),
    update: (_session, { id, wants }) => calls.push(`update ${id} ${JSON.stringify(wants.get('video1'))}`),
    end: (_session, subscriber) => calls.push(`end ${subscriber.id}`),
    negotiate: (_session, { stream, subscriber }, { method }, from) =>
      calls.push(`negotiate ${method} of ${(subscriber ?? stream).id} from ${from}`),
    close: () => calls.push('close'),
  }
}

function open(options: Parameters<typeof createSandbox>[0] = {}) {
  const clock = createTestClock()
  const warnings: string[] = []
  const log = ({ level, message }: { level: string; message: string }) => {
    if (level === 'warn') warnings.push(message)
  }
  const sandbox = createSandbox({ seed: 1, clock, log, ...options })
  const transport = {
    fetch: (request: Request) => sandbox.fetch(request),
    connect: (url: string) => openSocket(sandbox, url),
    sandbox,
    close: async () => sandbox.close(),
  }
  const join = async (
    session: Awaited<ReturnType<typeof createSession>>,
    id: string,
    userAgent: string | undefined = BROWSER,
  ) => {
    const client = new WireClient(transport, session, id)
    client.sendFrame('CONNECT', { uniqueId: id })
    client.send(
      'create',
      `/connection/${id}`,
      { userAgent },
      { 'X-TB-TOKEN-AUTH': await session.generateToken() },
    )
    await client.socket.next()
    await client.receive('created', `/connection/${id}`)
    return client
  }
  return {
    sandbox,
    transport,
    clock,
    warnings,
    join,
    create: (mediaMode: 'routed' | 'relayed') => createSession(transport, clock, { mediaMode }),
  }
}

const CHANNEL = [{ id: 'video1', type: 'video', active: true }]

it('publishes in a routed session through the media server, and announces the stream when that says so', async () => {
  const calls: string[] = []
  let announce = () => {}
  const path: MediaPath = {
    ...recordingPath(calls),
    publish: (session, stream, cause) => {
      announce = () => session.announce(stream, cause)
    },
  }
  const { join, create, sandbox } = open({ mediaServer: { load: async () => path } })
  const session = await create('routed')
  const ada = await join(session, 'ada')
  const bob = await join(session, 'bob')
  await ada.receive('created', '/connection/bob')
  expect(await ada.ask('create', '/stream/s', { channel: CHANNEL })).toBe('200')
  expect(await ada.ask('offer', '/stream/s', { sdp: 'v=0' })).toBe('200')
  expect(calls).toEqual(['negotiate offer of s from owner'])
  // Nobody else knows it yet.
  expect((await sandbox.sessions())[0]?.streams).toEqual([])
  expect(await bob.ask('create', '/stream/s/subscriber/q')).toBe('404 streamNotFound')
  expect(await bob.ask('offer', '/stream/s', { sdp: 'v=0' })).toBe('404 streamNotFound')
  expect(await bob.ask('delete', '/stream/s')).toBe('404 streamNotFound')
  // What its owner changes meanwhile is a part of it when it is announced.
  expect(await ada.ask('update', '/stream/s/channel/video1', { active: false })).toBe('200')
  announce()
  expect((await bob.receive('created', '/stream/s')).content.channel).toEqual([
    { ...CHANNEL[0], active: false },
  ])
})

it('ends a stream that is not announced yet, without a word to the others', async () => {
  const calls: string[] = []
  const path: MediaPath = { ...recordingPath(calls), publish: () => {} }
  const { join, create, sandbox } = open({ mediaServer: { load: async () => path } })
  const session = await create('routed')
  const ada = await join(session, 'ada')
  const bob = await join(session, 'bob')
  await ada.receive('created', '/connection/bob')
  await ada.ask('create', '/stream/s', { channel: CHANNEL })
  await ada.ask('create', '/stream/t', { channel: CHANNEL })
  expect(await ada.ask('create', '/stream/s', { channel: CHANNEL })).toBe('409 streamExists')
  expect(await ada.ask('delete', '/stream/s')).toBe('200')
  ada.sendFrame('DISCONNECT', { reconnect: '' })
  await bob.receive('deleted', '/connection/ada')
  expect(calls).toEqual(['unpublish s', 'unpublish t'])
  const { entries } = await sandbox.journal.find({ text: 'publishAbandoned' })
  expect(entries).toHaveLength(2)
})

it('tells the media server what a subscriber wants, once for each change', async () => {
  const calls: string[] = []
  const { join, create } = open({ mediaServer: { load: async () => recordingPath(calls) } })
  const session = await create('routed')
  const ada = await join(session, 'ada')
  await ada.ask('create', '/stream/s', { channel: CHANNEL })
  await ada.receive('created', '/stream/s')
  await ada.ask('create', '/stream/s/subscriber/q', { channel: CHANNEL })
  const update = (content: object) => ada.ask('update', '/stream/s/subscriber/q/channel/video1', content)
  await update({ active: true })
  await update({ active: false, unknown: 1 })
  await update({ active: false })
  await update({ preferredHeight: 240 })
  await ada.ask('answer', '/stream/s/subscriber/q', { sdp: 'v=0' })
  await ada.ask('delete', '/stream/s/subscriber/q')
  expect(calls).toEqual([
    'publish s',
    'begin q',
    'update q {"active":false}',
    'update q {"active":false,"preferredHeight":240}',
    'negotiate answer of q from subscriber',
    'end q',
  ])
})

it.each([
  // mode, the publisher, the subscriber, and what is asked of the media server
  ['routed', 'browser', 'browser', ['publish', 'begin']],
  ['relayed', 'browser', 'browser', []],
  ['routed', 'fake', 'browser', []],
  ['routed', 'browser', 'fake', ['publish']],
  ['routed', 'participant', 'browser', ['publish', 'begin']],
  ['relayed', 'participant', 'browser', ['publish', 'begin']],
  ['routed', 'participant', 'fake', ['publish']],
] as const)('in a %s session, takes the right path from a %s to a %s', async (mode, from, to, asked) => {
  const calls: string[] = []
  const { join, create, sandbox } = open({ mediaServer: { load: async () => recordingPath(calls) } })
  const session = await create(mode)
  const bob = await join(session, 'bob', to === 'fake' ? 'node' : BROWSER)
  let streamId = 's'
  if (from === 'participant') {
    const [robot] = await sandbox.participants.join({ sessionId: session.sessionId, publish: true })
    streamId = robot?.streamId ?? ''
    await bob.receive('created', `/connection/${robot?.connectionId}`)
  } else {
    const ada = await join(session, 'ada', from === 'fake' ? 'node' : BROWSER)
    await ada.ask('create', '/stream/s', { channel: CHANNEL })
    await ada.receive('created', '/stream/s')
    await bob.receive('created', '/connection/ada')
  }
  await bob.receive('created', `/stream/${streamId}`)
  await bob.ask('create', `/stream/${streamId}/subscriber/q`)
  expect(calls.map((call) => call.split(' ')[0])).toEqual(asked)
})

it('goes directly between the clients where the media server cannot be loaded, and says so once', async () => {
  const load = async () => {
    throw new Error('Cannot find package')
  }
  const { join, create, warnings } = open({ mediaServer: { load } })
  const session = await create('routed')
  const ada = await join(session, 'ada')
  for (const id of ['s', 't']) {
    expect(await ada.ask('create', `/stream/${id}`, { channel: CHANNEL })).toBe('200')
    await ada.receive('created', `/stream/${id}`)
  }
  expect(warnings).toEqual([
    'The media router could not be loaded, so that media goes directly between the clients: Error: Cannot find package',
  ])
})

it('refuses a browser that subscribes to a participant where nothing can play it, and says where it can', async () => {
  const { join, create, sandbox } = open()
  const session = await create('routed')
  const [robot] = await sandbox.participants.join({ sessionId: session.sessionId, publish: true })
  const bob = await join(session, 'bob')
  const answer = await bob.ask('create', `/stream/${robot?.streamId}/subscriber/q`)
  expect(answer).toMatch(/^501 This stream is of a simulated participant.* Run "npx opentok-sandbox"/)
})

it('passes relayed candidates at once, and those of direct media a little later', async () => {
  const { join, create, sandbox } = open({ relayFor: () => [{ urls: 'turn:127.0.0.1:3478' }] })
  const session = await create('relayed')
  const ada = await join(session, 'ada')
  const bob = await join(session, 'bob')
  await ada.receive('created', '/connection/bob')
  await ada.ask('create', '/stream/s', { channel: CHANNEL })
  await ada.receive('created', '/stream/s')
  await bob.receive('created', '/stream/s')
  const path = '/stream/s/subscriber/q'
  await bob.ask('create', path)
  await ada.receive('generateoffer', path)
  await ada.ask('offer', path, { sdp: 'a=ice-ufrag:u\r\n' })
  await bob.receive('offer', path)
  const line = (type: string) => `candidate:1 1 udp 1 127.0.0.1 9 typ ${type} ufrag u`
  await ada.ask('candidate', path, { candidate: line('host') })
  await ada.ask('candidate', path, { candidate: line('relay') })
  expect((await bob.receive('candidate', path)).content.candidate).toBe(line('relay'))
  await bob.settle()
  await sandbox.clock.advance(400)
  expect((await bob.receive('candidate', path)).content.candidate).toBe(line('host'))
  // The journal still knows by what it was brought about.
  const { entries } = await sandbox.journal.find({ text: 'mediaSignalSent*candidate' })
  expect(entries.every(({ cause }) => cause !== undefined)).toBe(true)
})
