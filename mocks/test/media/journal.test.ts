import { writeFileSync } from 'node:fs'
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
  await Promise.race([call(), new Promise((r) => setTimeout(r, 5000))])
  const { entries } = await sandbox.journal.find()
  writeFileSync('/tmp/j.txt', entries.map((e) => `${e.seq} ${e.cause ?? '-'} ${e.kind} ${e.text}`).join('\n'))
  writeFileSync('/tmp/j.ndjson', await sandbox.journal.export('ndjson', { normalized: true }))
})

it('gives equal normalized exports of equal runs', async () => {
  const exports = new Set<string>()
  for (let i = 0; i < 100; i++) {
    await sandbox.reset()
    writeFileSync('/tmp/p.txt', String(i)); await call()
    exports.add(await sandbox.journal.export('ndjson', { normalized: true }))
  }
  const [a = '', b = ''] = exports
  const la = a.split('\n')
  const lb = b.split('\n')
  const i = la.findIndex((line, n) => line !== lb[n])
  writeFileSync('/tmp/d.txt', `${exports.size}\n${la[i]}\n${lb[i]}`)
  expect(exports.size).toBe(1)
}, 120_000)
