import { isApplicationId } from '../auth/project.ts'
import type { Connection } from '../session/connection.ts'
import type { SessionEvent, SessionListener } from '../session/event-stream.ts'
import type { Stream } from '../session/stream.ts'
import type { Callbacks } from './callbacks.ts'

/** Turns what happens in sessions into callbacks (platform facts §9.3 and §9.4). */
export function createCallbackListener(
  callbacks: Callbacks,
  describeArchive: (id: string) => Record<string, unknown> | undefined,
): SessionListener {
  /** Session monitoring. */
  function monitor(event: SessionEvent, name: string, details: MonitorDetails = {}): void {
    const { session, time, entry } = event
    const { reason, ...subject } = details
    const { id: sessionId, apiKey } = session
    const body = {
      sessionId,
      ...(isApplicationId(apiKey) ? { applicationId: apiKey } : { projectId: apiKey }),
      event: name,
      ...(reason !== undefined && { reason }),
      timestamp: time,
      ...subject,
    }
    callbacks.send({ type: 'session', apiKey, sessionId, event: name, body, cause: entry })
  }

  return (event) => {
    const { session } = event
    switch (event.type) {
      case 'connectionCreated':
        if (session.connections.size === 1) monitor(event, 'sessionCreated')
        return monitor(event, event.type, { connection: describeConnection(event.connection) })
      case 'connectionDestroyed': {
        const { reason, connection } = event
        monitor(event, event.type, { reason, connection: describeConnection(connection) })
        if (session.connections.size === 0) monitor(event, 'sessionDestroyed')
        return
      }
      case 'streamCreated':
        return monitor(event, event.type, { stream: describeStream(event.stream) })
      case 'streamDestroyed':
        return monitor(event, event.type, { reason: event.reason, stream: describeStream(event.stream) })
      case 'archiveStarted':
      case 'archiveChanged': {
        const body = describeArchive(event.archive.id)
        if (body === undefined) return
        const about = { apiKey: session.apiKey, sessionId: session.id, cause: event.entry }
        return callbacks.send({ type: 'archive', event: String(body.status), body, ...about })
      }
      case 'serviceChanged': {
        const { service, status, callback, callbackUrl } = event
        if (callback === undefined || service === 'connect') return
        const about = { apiKey: session.apiKey, sessionId: session.id, cause: event.entry }
        return callbacks.send({ type: service, event: status, body: callback, url: callbackUrl, ...about })
      }
    }
  }
}

interface MonitorDetails {
  reason?: string
  connection?: object
  stream?: object
}

function describeConnection({ id, creationTime, data }: Connection) {
  return { id, createdAt: creationTime, data }
}

function describeStream({ id, owner, creationTime, name, videoType = 'camera' }: Stream) {
  return { id, connection: describeConnection(owner), createdAt: creationTime, name, videoType }
}
