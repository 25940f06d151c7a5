import type { Connection } from '../session/connection.ts'
import type { Session } from '../session/session.ts'

/** What a newcomer learns of the session, itself included (messaging facts §5). */
export function describeState(session: Session, newcomer: Connection): object {
  return {
    connection: [...session.connections.values(), newcomer],
    stream: [...session.streams.values()],
    archive: Array.from(session.archives.values(), ({ id, name, status }) => ({
      id,
      name: name ?? '',
      status,
    })),
    ...(session.muted && { mute: { active: true } }),
  }
}
