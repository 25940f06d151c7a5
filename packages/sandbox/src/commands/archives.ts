import type { ArchiveSettings } from '../archive/archive.ts'
import { toUuid } from '../random.ts'
import { readArchiveSettings } from '../rest/archives.ts'
import { Fields } from '../rest/fields.ts'
import { requireOccupied, requireRouted } from '../rest/service-session.ts'
import { defineCommand, type RunningCommand, readText } from './command.ts'
import { CommandError } from './command-error.ts'
import { readPlace, type TokenPlace } from './credentials.ts'
import { refusable } from './refusable.ts'
import { type ArchiveSnapshot, describeArchive } from './services.ts'
import { findSession } from './session-of-place.ts'

/** What to record, by the names of the REST API. */
export type ArchiveRequest = TokenPlace &
  Partial<Omit<ArchiveSettings, 'transcription'>> & { hasTranscription?: boolean }

/** Starts an archive, as `POST …/archive` does. */
const start = defineCommand({
  http: { method: 'POST', paths: ['/archives'], status: 201 },
  pack: (request: ArchiveRequest) => ({ ...request }),
  read: (input) => ({
    place: readPlace(input),
    settings: refusable(() => readArchiveSettings(new Fields(input))),
  }),
  run(context, { place, settings }): ArchiveSnapshot {
    const session = findSession(context, place)
    const archive = refusable(() => {
      requireRouted(session, { message: 'Only routed sessions are allowed to initiate archives.' })
      requireOccupied(session)
      return context.archives.start(session, toUuid(context.random(16)), settings, context.cause)
    })
    return describeArchive(context, archive)
  },
})

/** The archives, the newest first. */
const list = defineCommand({
  pack: () => ({}),
  read: () => undefined,
  http: { method: 'GET', paths: ['/archives'], status: 200 },
  run: (context): ArchiveSnapshot[] => context.archives.list().map((one) => describeArchive(context, one)),
})

/** Stops an archive; its file follows. */
const stop = defineCommand({
  http: { method: 'POST', paths: ['/archives/:id/stop'], status: 200 },
  pack: (id: string) => ({ id }),
  read: (input) => readText(input, 'id'),
  run(context, id): ArchiveSnapshot {
    const archive = requireArchive(context, id)
    refusable(() => context.archives.stop(archive, 'user initiated', context.cause))
    return describeArchive(context, archive)
  },
})

/** Deletes the file of an archive. */
const remove = defineCommand({
  http: { method: 'DELETE', paths: ['/archives/:id'], status: 204 },
  pack: (id: string) => ({ id }),
  read: (input) => readText(input, 'id'),
  run(context, id): void {
    const archive = requireArchive(context, id)
    refusable(() => context.archives.delete(archive, context.cause))
  },
})

export const archives = { start, list, stop, delete: remove }

function requireArchive(context: RunningCommand, id: string) {
  const archive = context.archives.find(id)
  if (archive) return archive
  throw new CommandError(404, 'id: there is no archive of this ID')
}
