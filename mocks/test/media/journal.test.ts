// What the journal says of a call of the real client, and that it says the same each time.

import type OT from '@opentok/client'
import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { loadClient } from '@opentok-sandbox/mocks/load-client'
import { sandbox } from '@opentok-sandbox/mocks/vitest'
import { expect, it } from 'vitest'
import { Participant } from '../client/participant.ts'

const opentok = new OpenTok(DEVELOPMENT_PROJECT)
const [first, second] = [0, 1].map(() => loadClient<typeof OT>(import.meta.url))

/** Two clients connect at the same time; one publishes, the other subscribes, signals, and both leave. */
async function call(): Promise<void> {
  if (first === undefined || second === undefined) throw new Error('there are two copies')
  const session = await opentok.createSession({ mediaMode: 'relayed' })
  const [ada, bob] = [new Participant(session, first), new Participant(session, second)]
  const adasToken = await session.generateToken({ role: 'publisher', data: 'name=Ada' })
  const bobsToken = await session.generateToken({ role: 'moderator', data: 'name=Bob' })
  await Promise.all([ada.connect(adasToken), bob.connect(bobsToken)])
  const publisher = first.initPublisher(document.createElement('div'), { name: 'camera' })
  await ada.client.publish.promise(publisher)
  await bob.heard('streamCreated camera')
  const { streams } = bob.client as unknown as { streams: { find(wanted: object): OT.Stream } }
  await new Promise<void>((resolve, reject) => {
    bob.client.subscribe(streams.find({ name: 'camera' }), document.createElement('div'), {}, (error) =>
      error ? reject(error) : resolve(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    bob.client.signal({ type: 'chat', data: 'hello' }, (error) => (error ? reject(error) : resolve()))
  })
  await ada.heard('signal:chat hello from name=Bob')
  ada.client.disconnect()
  bob.client.disconnect()
  await sandbox.journal.waitFor({ kind: 'event', text: 'connectionDestroyed', connection: 'name=Bob' })
}

it('tells the story of a call, each effect with its cause', async () => {
  await call()
  const { entries } = await sandbox.journal.find()
  const [signal] = entries.filter(({ text }) => text === 'name=Bob sent MESSAGE signal signal')
  const effects = entries.filter(({ cause }) => cause === signal?.seq).map(({ text }) => text)
  expect(effects).toEqual([
    'name=Bob got STATUS 200 for signal signal',
    'signal of name=Bob: content {"type":"chat","data":"hello"} (by client)',
  ])
  const event = entries.find(({ text }) => text === effects[1])
  const heard = entries.filter(({ cause }) => cause === event?.seq).map(({ text }) => text)
  expect(heard).toEqual(['name=Ada got MESSAGE signal signal', 'name=Bob got MESSAGE signal signal'])
  expect(JSON.stringify(entries)).not.toMatch(/eyJ|T1==/)
})

it('gives equal normalized exports of equal runs', async () => {
  const exports = new Set<string>()
  for (let i = 0; i < 20; i++) {
    await sandbox.reset()
    await call()
    exports.add(await sandbox.journal.export('ndjson', { normalized: true }))
  }
  expect(exports.size).toBe(1)
  expect([...exports][0]?.split('\n').length).toBeGreaterThan(50)
})
