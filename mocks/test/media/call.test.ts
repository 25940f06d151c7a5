// A whole call of the real client, without a browser. Each participant has a copy of the client, as a tab has.

import type OT from '@opentok/client'
import type { Publisher, Stream, Subscriber } from '@opentok/client'
import { OpenTok, type Session } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, type FaultRule } from '@opentok-sandbox/mocks'
import { loadClient } from '@opentok-sandbox/mocks/load-client'
import { sandbox } from '@opentok-sandbox/mocks/vitest'
import { expect, it } from 'vitest'
import { Participant } from '../client/participant.ts'

const opentok = new OpenTok(DEVELOPMENT_PROJECT)
const copies = [0, 1, 2].map(() => loadClient<typeof OT>(import.meta.url))

/** A participant with the copy of the client that has this number. */
class Caller {
  readonly copy: typeof OT
  readonly participant: Participant

  private constructor(copy: typeof OT, participant: Participant) {
    this.copy = copy
    this.participant = participant
  }

  static async join(
    session: Session,
    number: number,
    role: 'publisher' | 'moderator' | 'subscriber' = 'publisher',
  ) {
    const copy = copies[number]
    if (copy === undefined) throw new Error('there are three copies')
    return new Caller(copy, await Participant.join(session, { role, data: `caller ${number}` }, copy))
  }

  async publish(name: string, options: object = {}): Promise<Publisher> {
    const publisher = this.copy.initPublisher(document.createElement('div'), { name, ...options })
    await this.participant.client.publish.promise(publisher)
    return publisher
  }

  /** Subscribes to the stream of this name, as soon as it is there. */
  async subscribe(name: string): Promise<{ stream: Stream; subscriber: Subscriber }> {
    await this.participant.heard(`streamCreated ${name}`)
    const { streams } = this.participant.client as unknown as { streams: { find(wanted: object): Stream } }
    const stream = streams.find({ name })
    const subscriber = await new Promise<Subscriber>((resolve, reject) => {
      const made = this.participant.client.subscribe(stream, document.createElement('div'), {}, (error) =>
        error ? reject(error) : resolve(made),
      )
    })
    return { stream, subscriber }
  }
}

it('publishes and subscribes both ways, and tells of a muted microphone and of a stream’s end', async () => {
  const session = await opentok.createSession({ mediaMode: 'relayed' })
  const ada = await Caller.join(session, 0)
  const bob = await Caller.join(session, 1)
  const publisher = await ada.publish('Ada')
  await bob.publish('Bob', { videoSource: null })
  const { stream } = await bob.subscribe('Ada')
  expect(stream).toMatchObject({ hasAudio: true, hasVideo: true })
  const { stream: sound } = await ada.subscribe('Bob')
  expect(sound).toMatchObject({ hasAudio: true, hasVideo: false })
  publisher.publishAudio(false)
  await bob.participant.heard('streamPropertyChanged Ada hasAudio false')
  ada.participant.client.unpublish(publisher)
  await bob.participant.heard('streamDestroyed Ada clientDisconnected')
})

it('serves several subscribers, and one that comes back', async () => {
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const ada = await Caller.join(session, 0)
  const bob = await Caller.join(session, 1, 'subscriber')
  const cyd = await Caller.join(session, 2, 'subscriber')
  await ada.publish('Ada')
  const [{ subscriber }] = await Promise.all([bob.subscribe('Ada'), cyd.subscribe('Ada')])
  bob.participant.client.unsubscribe(subscriber)
  await bob.subscribe('Ada')
})

it('lets a moderator mute one, mute all, and unpublish', async () => {
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const ada = await Caller.join(session, 0)
  const mod = await Caller.join(session, 1, 'moderator')
  const publisher = await ada.publish('Ada')
  const { stream } = await mod.subscribe('Ada')
  const forced = () => new Promise<void>((resolve) => publisher.once('muteForced', () => resolve()))
  const one = forced()
  await mod.participant.client.forceMuteStream(stream)
  await one
  await mod.participant.heard('streamPropertyChanged Ada hasAudio false')
  publisher.publishAudio(true)
  await mod.participant.heard('streamPropertyChanged Ada hasAudio true')
  const all = forced()
  await mod.participant.client.forceMuteAll([])
  await Promise.all([all, ada.participant.heard('muteForced true')])
  await mod.participant.client.disableForceMute()
  await ada.participant.heard('muteForced false')
  await mod.participant.ask((done) => mod.participant.client.forceUnpublish(stream, done))
  await mod.participant.heard('streamDestroyed Ada forceUnpublished')
})

it('lets a newcomer begin muted after a mute of all, until that ends', async () => {
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const mod = await Caller.join(session, 0, 'moderator')
  await mod.participant.client.forceMuteAll([])
  const ada = await Caller.join(session, 1)
  await ada.participant.heard('muteForced true')
  await ada.publish('Ada')
  const { stream } = await mod.subscribe('Ada')
  expect(stream.hasAudio).toBe(false)
  await mod.participant.client.disableForceMute()
  const bob = await Caller.join(session, 2)
  await bob.publish('Bob')
  expect((await mod.subscribe('Bob')).stream.hasAudio).toBe(true)
})

it('keeps a participant’s stream over an outage, and ends it when the participant leaves', async () => {
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const ada = await Caller.join(session, 0)
  const bob = await Caller.join(session, 1)
  await ada.publish('Ada')
  await bob.participant.heard('streamCreated Ada')
  const id = ada.participant.client.connection?.connectionId ?? ''
  await sandbox.drop(id)
  await ada.participant.heard('sessionReconnected')
  expect(bob.participant.events.join()).not.toContain('Destroyed')
  ada.participant.client.disconnect()
  await bob.participant.heard('streamDestroyed Ada clientDisconnected')
  await bob.participant.heard('connectionDestroyed caller 0 clientDisconnected')
})

it('reports a missing permission to a subscriber and a publisher with the client’s own errors', async () => {
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const sub = await Caller.join(session, 0, 'subscriber')
  await expect(sub.publish('Sub')).rejects.toMatchObject({ name: 'OT_PERMISSION_DENIED' })
})

it.each<[string, FaultRule]>([
  ['OT_STREAM_CREATE_FAILED', { on: 'publish', status: 403, reason: 'permissionDenied' }],
  ['OT_STREAM_CREATE_FAILED', { on: 'publish', status: 409, reason: 'streamExists' }],
  ['OT_UNEXPECTED_SERVER_RESPONSE', { on: 'publish', status: 500 }],
])('reports a refused publish() as %s: %o', async (name, failure) => {
  const ada = await Caller.join(await opentok.createSession(), 0)
  await sandbox.fail(failure)
  await expect(ada.publish('Ada')).rejects.toMatchObject({ name })
})

it.each<[string, FaultRule]>([
  ['OT_STREAM_NOT_FOUND', { on: 'subscribe', status: 404, reason: 'streamNotFound' }],
  ['OT_STREAM_LIMIT_EXCEEDED', { on: 'subscribe', status: 409, reason: 'streamLimitExceeded' }],
])('reports a refused subscribe() as %s: %o', async (name, failure) => {
  const session = await opentok.createSession()
  const ada = await Caller.join(session, 0)
  const bob = await Caller.join(session, 1)
  await ada.publish('Ada')
  await sandbox.fail(failure)
  await expect(bob.subscribe('Ada')).rejects.toMatchObject({ name })
})

it('tells of an archive that starts by itself, and of its end', async () => {
  const session = await opentok.createSession({ archiveMode: 'always', archiveName: 'standup' })
  const ada = await Caller.join(session, 0)
  const { client } = ada.participant
  const started = new Promise<{ id: string; name: string }>((resolve) => client.on('archiveStarted', resolve))
  const stopped = new Promise<{ id: string }>((resolve) => client.on('archiveStopped', resolve))
  await ada.publish('Ada')
  const { id, name } = await started
  expect(name).toBe('standup')
  await sandbox.clock.advance('4h')
  expect((await stopped).id).toBe(id)
})

it('gives a subscriber the captions that were said, once it has asked for them', async () => {
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const ada = await Caller.join(session, 0)
  const bob = await Caller.join(session, 1, 'subscriber')
  await ada.publish('Ada', { publishCaptions: true })
  const { stream, subscriber } = await bob.subscribe('Ada')
  expect(stream).toMatchObject({ hasCaptions: true })
  const said: unknown[] = []
  const listener = subscriber as unknown as {
    on(name: string, hear: (event: { caption: string; isFinal: boolean }) => void): void
    subscribeToCaptions(active: boolean): Promise<void>
  }
  listener.on('captionReceived', ({ caption, isFinal }) => said.push([caption, isFinal]))
  await sandbox.captions.start({ sessionId: session.sessionId })
  await listener.subscribeToCaptions(false)
  await sandbox.captions.say(stream.streamId, 'nobody hears this')
  await listener.subscribeToCaptions(true)
  await sandbox.captions.say(stream.streamId, 'good', { final: false })
  await sandbox.captions.say(stream.streamId, 'good morning')
  await expect
    .poll(() => said, { timeout: 20_000 })
    .toEqual([
      ['good', false],
      ['good morning', true],
    ])
})

it('lights the recording indicator of a publisher, and tells all of the archive', async () => {
  const session = await opentok.createSession({ mediaMode: 'routed' })
  const ada = await Caller.join(session, 0)
  const publisher = await ada.publish('Ada')
  const told: string[] = []
  for (const event of ['archiveStarted', 'archiveStopped'])
    ada.participant.client.on(event as 'archiveStarted', ({ name }) => told.push(`${event} ${name}`))
  const { id } = await sandbox.archives.start({ sessionId: session.sessionId, name: 'Standup' })
  const isLit = () => publisher.element?.querySelector('.OT_archiving-on') !== null
  await expect.poll(isLit, { timeout: 20_000 }).toBe(true)
  await sandbox.archives.stop(id)
  await expect.poll(isLit, { timeout: 20_000 }).toBe(false)
  expect(told).toEqual(['archiveStarted Standup', 'archiveStopped Standup'])
})
