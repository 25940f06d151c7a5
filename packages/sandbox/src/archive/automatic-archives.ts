import type { Clock } from '@opentok-sandbox/core'
import type { Archive } from '../session/archive.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionListener } from '../session/event-stream.ts'
import type { Session } from '../session/session.ts'
import type { SettingsMemory } from '../session/session-settings.ts'

/** How long after the last stream an archive stops, in milliseconds. */
export const ARCHIVE_PAUSE = 60_000

interface Running {
  archive: Archive
  cancelStop(): void
}

/**
 * The archives of sessions that were created with `archiveMode: 'always'`. One starts with the first stream, pauses
 * without streams, and stops a minute later; a stream after that starts the next one. The documentation describes that
 * much; that clients hear of it by these messages is a guess. Nothing is recorded.
 */
export function createAutomaticArchives(
  settings: SettingsMemory,
  clock: Clock,
  createId: () => string,
): SessionListener {
  const running = new WeakMap<Session, Running>()

  function start(session: Session, name: string, cause: Cause): void {
    const former = running.get(session)
    former?.cancelStop()
    if (former?.archive.status === 'paused') session.setArchiveStatus(former.archive, 'started', cause)
    if (former) return
    const archive: Archive = { id: createId(), name, status: 'started' }
    running.set(session, { archive, cancelStop: () => {} })
    session.startArchive(archive, cause)
  }

  function pause(session: Session, cause: Cause): void {
    const current = running.get(session)
    if (current?.archive.status !== 'started') return
    session.setArchiveStatus(current.archive, 'paused', cause)
    current.cancelStop = clock.setTimeout(() => {
      running.delete(session)
      session.setArchiveStatus(current.archive, 'stopped', { by: 'timeout' })
    }, ARCHIVE_PAUSE)
  }

  return ({ type, session, cause }) => {
    if (type !== 'streamCreated' && type !== 'streamDestroyed') return
    const { archive } = settings.recall(session.id)
    if (archive === undefined) return
    if (session.streams.size > 0) start(session, archive.name, cause)
    else pause(session, cause)
  }
}
