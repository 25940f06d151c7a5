import type { MediaMode, Role } from '@opentok-sandbox/core'
import type { Context } from '../context.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../session/stream.ts'
import { defineCommand, nothing } from './command.ts'

/** A client in a live session. */
export interface ConnectionSnapshot {
  id: string
  creationTime: number
  data: string
  role: Role
  permissions: readonly string[]
  /** Whether the sandbox plays it. */
  simulated: boolean
  /** Where it is in the network, such as `virginia`. */
  place: string
}

/** A stream of a live session. */
export interface StreamSnapshot {
  id: string
  name: string
  connectionId: string
  videoType: string | undefined
  /** Whether it has sound now: an audio channel that is not muted. */
  hasAudio: boolean
  /** Whether it has a picture now. */
  hasVideo: boolean
}

/** What is in a live session; plain data, by the wire's names. */
export interface SessionSnapshot {
  sessionId: string
  /** The name of the room that it is, if it was asked for by one. */
  room?: string | undefined
  apiKey: string
  mediaMode: MediaMode
  /** The place of its servers, such as `virginia`. */
  place: string | undefined
  connections: ConnectionSnapshot[]
  streams: StreamSnapshot[]
}

/** The sessions that have clients in them now. */
export const sessions = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/sessions'], status: 200 },
  run: (context): SessionSnapshot[] =>
    Array.from(context.sessions, (session) => describeSession(session, context)),
})

function describeSession(
  session: Session,
  { network, rooms }: Pick<Context, 'network' | 'rooms'>,
): SessionSnapshot {
  const { id, apiKey, mediaMode, place, connections, streams } = session
  const room = rooms.find(id)
  return {
    sessionId: id,
    ...(room !== undefined && { room }),
    apiKey,
    mediaMode,
    place: place?.id,
    connections: Array.from(connections.values(), (connection) => ({
      ...connection.toJSON(),
      role: connection.role,
      simulated: connection.simulated,
      place: network.placeOf(session, connection).id,
    })),
    streams: [...streams.values()].map(describeStream),
  }
}

function describeStream(stream: Stream): StreamSnapshot {
  const { id, name, owner, videoType, channels } = stream
  const isOn = (type: string) =>
    [...channels.values()].some((one) => one.type === type && one.properties.get('active') !== false)
  return {
    id,
    name,
    connectionId: owner.id,
    videoType,
    hasAudio: isOn('audio'),
    hasVideo: isOn('video'),
  }
}
