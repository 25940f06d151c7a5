// Each fault of the catalogue that a page can meet, and what the real client makes of it.

import type OT from '@opentok/client'
import { OpenTok, type Session } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { loadClient } from '@opentok-sandbox/mocks/load-client'
import { sandbox } from '@opentok-sandbox/mocks/vitest'
import { FAULT_CATALOGUE, type NamedFault } from '@opentok-sandbox/sandbox'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Participant } from '../client/participant.ts'

const opentok = new OpenTok(DEVELOPMENT_PROJECT)
const [first, second] = [0, 1].map(() => loadClient<typeof OT>(import.meta.url))

const CONNECTING = new Set(['session.info', 'config', 'connect'])
// Without candidates, fake media connects, and a browser does not: it has a test of its own.
const faults = FAULT_CATALOGUE.filter(
  ({ name, rule: { on } }) => on !== 'session.create' && on !== 'rest' && name !== 'candidates-lost',
)

// The client waits for up to half a minute, by its own timers.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets time pass until something is settled, or says that it did not within two minutes. */
async function settle<Value>(work: Promise<Value>): Promise<Value | 'nothing happens'> {
  let outcome: { value: Value } | undefined
  let failure: { reason: unknown } | undefined
  work.then(
    (value) => {
      outcome = { value }
    },
    (reason) => {
      failure = { reason }
    },
  )
  for (let i = 0; i < 1200 && outcome === undefined && failure === undefined; i++) {
    await vi.advanceTimersByTimeAsync(100)
    // What takes real time must not be overtaken by the client's.
    await new Promise(setImmediate)
  }
  if (failure) throw failure.reason
  return outcome ? outcome.value : 'nothing happens'
}

/** What came of something, as the catalogue says it. */
async function outcomeOf(work: Promise<unknown>, success: string): Promise<string> {
  try {
    const value = await settle(work)
    return value === 'nothing happens' ? value : success
  } catch (error) {
    const { name, code } = error as { name: string; code?: number }
    return code === undefined ? name : `${name} ${code}`
  }
}

async function join(session: Session, name: string, copy: typeof OT | undefined): Promise<Participant> {
  const participant = new Participant(session, copy)
  await settle(participant.connect(await session.generateToken({ data: name })))
  return participant
}

async function publish(participant: Participant, copy: typeof OT | undefined, name = 'camera') {
  const publisher = copy?.initPublisher(document.createElement('div'), { name })
  if (publisher === undefined) throw new Error('there are two copies')
  await participant.client.publish.promise(publisher)
}

async function subscribe(participant: Participant, name = 'camera'): Promise<void> {
  const { streams } = participant.client as unknown as { streams: { find(wanted: object): OT.Stream } }
  await participant.ask((done) =>
    participant.client.subscribe(streams.find({ name }), document.createElement('div'), {}, done),
  )
}

const signal = (participant: Participant, data: string) =>
  participant.ask((done) => participant.client.signal({ type: 'chat', data }, done))

/** The events of a kind that a participant has heard, without their details. */
const heard = (participant: Participant, pattern: RegExp) =>
  participant.events.flatMap((event) => pattern.exec(event)?.[1] ?? [])

async function observe({ rule, name }: NamedFault): Promise<string> {
  const session = await opentok.createSession({ mediaMode: 'relayed' })
  if (CONNECTING.has(rule.on) || name === 'socket-refused') {
    await sandbox.fail(name)
    const token = await session.generateToken()
    return outcomeOf(new Participant(session, first).connect(token), 'connects')
  }
  if (rule.on === 'device') {
    await sandbox.fail(name)
    const made = new Promise<void>((resolve, reject) => {
      first?.initPublisher(document.createElement('div'), {}, (error) => (error ? reject(error) : resolve()))
    })
    return outcomeOf(made, 'publishes')
  }
  const ada = await join(session, 'Ada', first)
  const bob = await join(session, 'Bob', second)
  const both = { connection: 'Bob' }
  switch (rule.on) {
    case 'socket': {
      await sandbox.fail(name, { where: both })
      await settle(bob.heard('sessionReconnected'))
      return heard(bob, /^(session(?:Re|Dis)\w+)/).join(', ')
    }
    case 'signal': {
      await sandbox.fail(name)
      const outcome = await outcomeOf(signal(ada, 'one'), 'completes')
      await settle(signal(ada, 'two'))
      const times = heard(bob, /^signal:chat (one)/).length
      return outcome === 'completes' ? `completes; others hear it ${times} time` : outcome
    }
    case 'publish':
      await sandbox.fail(name)
      return outcomeOf(publish(ada, first), 'publishes')
    case 'subscribe':
    case 'media': {
      await settle(publish(ada, first))
      await settle(bob.heard('streamCreated camera'))
      await sandbox.fail(name)
      return outcomeOf(subscribe(bob), 'subscribes')
    }
    default: {
      if (name === 'stream-never-arrives') {
        await sandbox.fail(name, { where: both })
        await settle(publish(ada, first))
        await settle(signal(ada, 'published'))
        await settle(bob.heard('signal:chat published from Ada'))
        return heard(bob, /^(streamCreated)/)[0] ?? 'no streamCreated'
      }
      await sandbox.fail(name, { where: { ...both, message: 'signal signal' } })
      await settle(signal(ada, 'one'))
      await settle(signal(ada, 'two'))
      await settle(bob.heard('signal:chat two from Ada'))
      await vi.advanceTimersByTimeAsync(5000)
      return `of "one" and "two": ${heard(bob, /^signal:chat (\w+)/).join(', ')}`
    }
  }
}

it.each(faults.map((fault) => [fault.name, fault] as const))(
  'sees what the catalogue says of %s',
  async (_name, fault) => {
    const seen = await observe(fault)
    expect(seen).toBe(fault.sees)
  },
)
