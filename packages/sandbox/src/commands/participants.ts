import type { Role } from '@opentok-sandbox/core'
import { isRole } from '@opentok-sandbox/core/token'
import type { Participant, ParticipantSnapshot, PublishRequest } from '../participants/participant.ts'
import { RefusedMessage } from '../participants/simulated-client.ts'
import { suggest } from '../suggest.ts'
import { defineCommand, nothing, type RawInput } from './command.ts'
import { CommandError } from './command-error.ts'
import { makeCredentials, readPlace, type TokenPlace } from './credentials.ts'
import { readOne, requireParticipant } from './one-participant.ts'
import { speak } from './speak.ts'

/** Who joins. */
export type JoinRequest = TokenPlace & {
  /** Its name: the connection data is then `name=…`, and its stream has it. @default 'Participant' */
  name?: string | undefined
  /** @default 'publisher' */
  role?: Role | undefined
  /** The connection data, in place of the name. */
  data?: string | undefined
  /** Whether it publishes, and what. @default false */
  publish?: boolean | PublishRequest | undefined
  /** How many join; more than one get numbers after their names. @default 1 */
  count?: number | undefined
}

/** How many can join at once. */
const MOST_AT_ONCE = 100

const NAMES = ['sessionId', 'room', 'name', 'role', 'data', 'publish', 'count']

function readJoin(input: RawInput) {
  for (const key of Object.keys(input)) {
    if (!NAMES.includes(key))
      throw new TypeError(`${key}: a participant has ${NAMES.join(', ')}${suggest(key, NAMES)}`)
  }
  const { name = 'Participant', role = 'publisher', data, publish = false, count = 1 } = input
  if (typeof name !== 'string') throw new TypeError('name: must be text')
  if (!isRole(role)) throw new TypeError('role: must be subscriber, publisher, publisheronly or moderator')
  if (data !== undefined && typeof data !== 'string') throw new TypeError('data: must be text')
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_AT_ONCE)
    throw new TypeError(`count: must be a whole number from 1 to ${MOST_AT_ONCE}`)
  return { ...readPlace(input), name, role, data, publish: readPublish(publish), count }
}

function readPublish(publish: unknown): PublishRequest | undefined {
  if (publish === false || publish === undefined) return undefined
  if (publish === true) return {}
  if (typeof publish !== 'object' || publish === null)
    throw new TypeError('publish: must be true, false or an object')
  const { name, audio, video, captions, videoType, ...others } = publish as Record<string, unknown>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined)
    throw new TypeError(`publish.${unknown}: it has name, audio, video, captions and videoType`)
  if (name !== undefined && typeof name !== 'string') throw new TypeError('publish.name: must be text')
  for (const [key, value] of Object.entries({ audio, video, captions })) {
    if (value !== undefined && typeof value !== 'boolean')
      throw new TypeError(`publish.${key}: must be true or false`)
  }
  if (videoType !== undefined && !['camera', 'screen', 'custom'].includes(videoType as string))
    throw new TypeError('publish.videoType: must be camera, screen or custom')
  if (audio === false && video === false) throw new TypeError('publish: audio or video must be true')
  return publish as PublishRequest
}

/**
 * Lets simulated clients join a session. They connect as real ones do, and can publish: a moving picture and a tone. A
 * browser that subscribes to one gets them from a server; within a page, it is refused and told so.
 */
const join = defineCommand({
  http: { method: 'POST', paths: ['/participants'], status: 201 },
  pack: (request: JoinRequest) => ({ ...request }),
  read: readJoin,
  async run(context, { name, role, data, publish, count, ...place }): Promise<ParticipantSnapshot[]> {
    const { participants } = context
    if (!participants.hasRoomFor(count)) throw new CommandError(409, 'count: there are too many participants')
    const joined: Participant[] = []
    for (let i = 1; i <= count; i++) {
      const own = count === 1 ? name : `${name} ${i}`
      const identity = { name: own, role, data: data ?? `name=${own}` }
      const credentials = await makeCredentials(context, place, { role, data: identity.data })
      try {
        joined.push(await orExplain(() => participants.join(credentials, identity, publish)))
      } catch (error) {
        // All or none.
        for (const participant of joined) participant.leave()
        throw error
      }
    }
    return joined.map((participant) => participant.describe())
  },
})

/** The participants that are in a session now. */
const list = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/participants'], status: 200 },
  run: ({ participants: present }): ParticipantSnapshot[] => Array.from(present, (one) => one.describe()),
})

/** It leaves its session. */
const leave = defineCommand({
  http: {
    method: 'DELETE',
    paths: ['/participants/:connectionId'],
    status: 204,
  },
  pack: (connectionId: string) => ({ connectionId }),
  read: readOne,
  run(context, connectionId): void {
    const participant = requireParticipant(context, connectionId)
    context.participants.forget(participant)
    participant.leave()
  },
})

/** It goes without a word, as a crashed page does: the others hear of it when its grace period is over. */
const crash = defineCommand({
  http: { method: 'POST', paths: ['/participants/:connectionId/crash'], status: 204 },
  pack: (connectionId: string) => ({ connectionId }),
  read: readOne,
  run(context, connectionId): void {
    const participant = requireParticipant(context, connectionId)
    context.participants.forget(participant)
    participant.crash()
  },
})

/** What a participant signals. */
export interface ParticipantSignal {
  type?: string | undefined
  data?: unknown
  /** The connection ID of the only receiver. @default everybody */
  to?: string | undefined
}

/** It signals, to everybody or to one client. */
const signal = defineCommand({
  http: { method: 'POST', paths: ['/participants/:connectionId/signal'], status: 204 },
  pack: (connectionId: string, given: ParticipantSignal) => ({ connectionId, ...given }),
  read(input) {
    const { connectionId: _connectionId, type, data, to, ...others } = input
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) throw new TypeError(`${unknown}: a signal has type, data and to`)
    for (const [key, value] of Object.entries({ type, to })) {
      if (value !== undefined && typeof value !== 'string') throw new TypeError(`${key}: must be text`)
    }
    const known = {
      ...(typeof type === 'string' && { type }),
      ...(data !== undefined && { data }),
      ...(typeof to === 'string' && { to }),
    }
    return { connectionId: readOne(input), signal: known }
  },
  async run(context, { connectionId, signal: given }): Promise<void> {
    const participant = requireParticipant(context, connectionId)
    await orExplain(() => participant.signal(given))
  },
})

/** It publishes; in place of what it published before, if it did. */
const publish = defineCommand({
  http: { method: 'POST', paths: ['/participants/:connectionId/publish'], status: 200 },
  pack: (connectionId: string, request: PublishRequest = {}) => ({ connectionId, ...request }),
  read(input) {
    const { connectionId, ...request } = input
    return { connectionId: readOne(input), request: readPublish(request) ?? {} }
  },
  async run(context, { connectionId, request }): Promise<ParticipantSnapshot> {
    const participant = requireParticipant(context, connectionId)
    await orExplain(() => participant.publish(request))
    return participant.describe()
  },
})

/** It stops publishing. */
const unpublish = defineCommand({
  http: { method: 'POST', paths: ['/participants/:connectionId/unpublish'], status: 204 },
  pack: (connectionId: string) => ({ connectionId }),
  read: readOne,
  async run(context, connectionId): Promise<void> {
    const participant = requireParticipant(context, connectionId)
    await orExplain(() => participant.unpublish())
  },
})

type Media = 'audio' | 'video'

/** Turning the microphone or the camera off and on differ in one word. */
function switching(action: 'mute' | 'unmute') {
  return defineCommand({
    http: { method: 'POST', paths: [`/participants/:connectionId/${action}`], status: 204 },
    pack: (connectionId: string, media: Media = 'audio') => ({ connectionId, media }),
    read(input): { connectionId: string; media: Media } {
      const { media = 'audio' } = input
      if (media !== 'audio' && media !== 'video') throw new TypeError('media: must be audio or video')
      return { connectionId: readOne(input), media }
    },
    async run(context, { connectionId, media }): Promise<void> {
      const participant = requireParticipant(context, connectionId)
      const isDone = await orExplain(() => participant.setActive(media, action === 'unmute'))
      if (!isDone) throw new CommandError(409, `media: the participant publishes no ${media}`)
    },
  })
}

export const participants = {
  join,
  list,
  leave,
  crash,
  signal,
  publish,
  unpublish,
  mute: switching('mute'),
  unmute: switching('unmute'),
  speak,
}

async function orExplain<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RefusedMessage) throw new CommandError(409, `The participant's ${error.message}`)
    throw error
  }
}
