import type { MediaMode } from '@opentok-sandbox/core'
import type { Network } from '../network/network.ts'
import type { Session } from '../session/session.ts'
import { defineCommand, nothing } from './command.ts'

/** What is in a live session; plain data, by the wire's names. */
export interface SessionSnapshot {
  sessionId: string
  apiKey: string
  mediaMode: MediaMode
  /** The place of its servers, such as `virginia`. */
  place: string | undefined
  connections: {
    id: string
    creationTime: number
    data: string
    permissions: readonly string[]
    place: string
  }[]
  streams: { id: string; name: string; connectionId: string; videoType: string | undefined }[]
}

/** The sessions that have clients in them now. */
export const sessions = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/sessions'], status: 200 },
  run: ({ sessions: live, network }): SessionSnapshot[] =>
    Array.from(live, (session) => describeSession(session, network)),
})

function describeSession(session: Session, network: Network): SessionSnapshot {
  const { id, apiKey, mediaMode, place, connections, streams } = session
  return {
    sessionId: id,
    apiKey,
    mediaMode,
    place: place?.id,
    connections: Array.from(connections.values(), (connection) => ({
      ...connection.toJSON(),
      place: network.placeOf(session, connection).id,
    })),
    streams: [...streams.values()].map(({ id: streamId, name, owner, videoType }) => ({
      id: streamId,
      name,
      connectionId: owner.id,
      videoType,
    })),
  }
}
