import type { Log } from './log.ts'
import type { SessionListener } from './session/event-stream.ts'

/** Writes into the log which clients connect and leave. */
export function createSessionLog(log: Log): SessionListener {
  return (event) => {
    if (event.type === 'connectionCreated') {
      const { id } = event.connection
      log({ level: 'info', message: `Client ${id} connected to session ${event.session.id}` })
    }
    if (event.type === 'connectionDestroyed') {
      const { connection, reason, session } = event
      log({ level: 'info', message: `Client ${connection.id} left session ${session.id}: ${reason}` })
    }
  }
}
