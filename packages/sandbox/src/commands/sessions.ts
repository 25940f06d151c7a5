import type { MediaMode } from '@opentok-sandbox/core'
import type { Session } from '../session/session.ts'
import { defineCommand, nothing } from './command.ts'

/** What is in a live session; plain data, by the wire's names. */
export interface SessionSnapshot {
  sessionId: string
  apiKey: string
  mediaMode: MediaMode
  connections: { id: string; creationTime: number; data: string; permissions: readonly string[] }[]
  streams: { id: string; name: string; connectionId: string; videoType: string | undefined }[]
}

/** The sessions that have clients in them now. */
export const sessions = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/sessions'], status: 200 },
  run: (context): SessionSnapshot[] => [...context.sessions].map(describeSession),
})

function describeSession({ id, apiKey, mediaMode, connections, streams }: Session): SessionSnapshot {
  return {
    sessionId: id,
    apiKey,
    mediaMode,
    connections: [...connections.values()].map((connection) => connection.toJSON()),
    streams: [...streams.values()].map(({ id: streamId, name, owner, videoType }) => ({
      id: streamId,
      name,
      connectionId: owner.id,
      videoType,
    })),
  }
}
