import type { Layout, StreamMedia } from '../composition/composition.ts'
import { MOST_STREAMS } from '../composition/stream-selection.ts'
import { Refusal } from '../refusal.ts'
import { type ArchiveStatus, isRunning } from '../session/archive.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionEvent } from '../session/event-stream.ts'
import type { Session } from '../session/session.ts'
import type { SettingsMemory } from '../session/session-settings.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Stream } from '../session/stream.ts'
import { Archive, type ArchiveSettings, type StoredArchive } from './archive.ts'
import { ArchiveDelivery, type DeliveryParts } from './archive-delivery.ts'
import { RunningArchive } from './running-archive.ts'

/** Why an archive fails where nothing can record it. */
const NO_RECORDER =
  'The OpenTok Sandbox could not record: media does not pass through it here. Run it as a server: npx opentok-sandbox'

/** How many streams can be added to an archive, by its output (platform facts §3.6). */
const MOST_ADDED = { composed: 16, individual: MOST_STREAMS }

/** How many archives are remembered, and which of them can be forgotten. */
const MOST_REMEMBERED = 10_000
const ENDED: ReadonlySet<ArchiveStatus> = new Set(['uploaded', 'expired', 'failed', 'deleted'])

/** What archives need of the sandbox. */
export interface ArchiveParts extends DeliveryParts {
  sessions: Sessions
  settings: SettingsMemory
  createId(): string
  /** Is called when the list of archives is not what it was. */
  onChange(): void
}

/** The archives of all projects: their life cycle (platform facts §3.3), and the events that tell of it. */
export class Archives {
  readonly #parts: ArchiveParts
  /** The oldest first. */
  readonly #archives = new Map<string, Archive>()
  readonly #running = new Map<Archive, RunningArchive>()
  /** Brings the files of archives to their users. */
  readonly #delivery: ArchiveDelivery
  readonly #archiving = new Map<Session, Set<Stream>>()
  /** Sessions whose automatic archive was stopped; the next one begins when they have been empty. */
  readonly #declined = new WeakSet<Session>()

  constructor(parts: ArchiveParts) {
    this.#parts = parts
    this.#delivery = new ArchiveDelivery(parts, {
      isKnown: (archive) => this.#archives.get(archive.id) === archive,
      setStatus: (archive, status, cause) => this.#setStatus(archive, status, cause),
    })
    this.#load()
  }

  /** All of them, of one project or of one session, the newest first; without those that were deleted. */
  list({ apiKey, sessionId }: { apiKey?: string; sessionId?: string | undefined } = {}): Archive[] {
    return [...this.#archives.values()]
      .reverse()
      .filter(
        ({ status, session }) =>
          status !== 'deleted' &&
          (apiKey === undefined || session.apiKey === apiKey) &&
          (sessionId === undefined || session.id === sessionId),
      )
      .sort((a, b) => b.createdAt - a.createdAt)
  }

  /** @throws {Refusal} 404 */
  require(apiKey: string, id: string): Archive {
    const archive = this.#archives.get(id)
    if (archive?.session.apiKey === apiKey) return archive
    const hint = 'The project does not have an archive with this ID'
    throw new Refusal(404, 'Not found. You passed in an invalid archive ID.', hint, { description: 'none' })
  }

  find(id: string): Archive | undefined {
    return this.#archives.get(id)
  }

  /**
   * Starts an archive.
   *
   * @throws {Refusal} 409 for a session that is recorded already, under the same tag, or that is recorded automatically,
   *   which has none
   */
  start(session: Session, id: string, settings: ArchiveSettings, cause: Cause, isAutomatic = false): Archive {
    if (
      !isAutomatic &&
      settings.multiArchiveTag === undefined &&
      this.#parts.settings.recall(session.id).archive
    ) {
      const hint =
        'The session is recorded automatically (archiveMode always). Give other archives of it a multiArchiveTag'
      throw new Refusal(409, 'HTTP 409 Conflict', hint, { code: 15001 })
    }
    const rival = [...this.#running.keys()].find(
      (one) => one.session === session && one.settings.multiArchiveTag === settings.multiArchiveTag,
    )
    if (rival) {
      const hint = `The session is being recorded already, by the archive ${rival.id}. Stop it, or give each archive a multiArchiveTag of its own`
      throw new Refusal(409, 'HTTP 409 Conflict', hint, { code: 15001 })
    }
    const { clock, recorder } = this.#parts
    const archive = new Archive(id, session, settings, { createdAt: clock.now(), isAutomatic })
    this.#remember(archive)
    const plan = {
      archiveId: id,
      apiKey: session.apiKey,
      sessionId: session.id,
      ...settings,
      createdAt: archive.createdAt,
    }
    const running = new RunningArchive(archive, recorder?.record(plan), clock, (reason) =>
      this.stop(archive, reason, { by: 'timeout' }),
    )
    this.#running.set(archive, running)
    session.startArchive(archive, cause)
    this.#keep(archive)
    running.review()
    this.#mark(session, cause)
    running.whenUnused(() => this.#pause(running, { by: 'timeout' }))
    return archive
  }

  /**
   * Stops an archive; its file follows.
   *
   * @throws {Refusal} 409 for one that has ended
   */
  stop(archive: Archive, reason: string, cause: Cause): void {
    if (archive.status === 'stopped') return
    const running = this.#running.get(archive)
    if (running === undefined) {
      const message =
        'You can only stop an archive that has one of the following statuses: started OR paused OR stopped'
      throw new Refusal(409, message, `The archive is ${archive.status}`, { code: 15002 })
    }
    this.#running.delete(archive)
    if (archive.isAutomatic && reason === 'user initiated') this.#declined.add(archive.session)
    archive.reason = reason
    running.end()
    this.#setStatus(archive, 'stopped', cause)
    if (archive.isAutomatic && reason === 'maximum duration exceeded')
      this.#startAutomatic(archive.session, cause)
    this.#mark(archive.session, cause)
    const finish = running.recording ? running.recording.finish() : Promise.reject(new Error(NO_RECORDER))
    void this.#delivery.deliver(archive, finish, cause)
  }

  /**
   * Deletes the file of an archive.
   *
   * @throws {Refusal} 409 while it has none
   */
  delete(archive: Archive, cause: Cause): void {
    if (archive.status === 'deleted') return
    if (archive.status !== 'available' && archive.status !== 'uploaded') {
      const message =
        'You can only delete an archive that has one of the following statuses: available OR uploaded OR deleted'
      throw new Refusal(409, message, `The archive is ${archive.status}`, { code: 15004 })
    }
    this.#parts.recorder?.remove(archive.id, archive.file)
    this.#setStatus(archive, 'deleted', cause)
  }

  /** @throws {Refusal} 400 | 409 */
  setLayout(archive: Archive, layout: Layout): void {
    if (archive.settings.outputMode !== 'composed') {
      throw new Refusal(400, 'Invalid layout', 'Only composed archives have a layout')
    }
    const running = this.#running.get(archive)
    if (running === undefined) {
      throw new Refusal(409, 'Invalid status', `The archive is ${archive.status}: it has no layout any more`)
    }
    archive.settings.layout = layout
    running.setLayout(layout)
    this.#keep(archive)
  }

  /** @throws {Refusal} 400 for one stream too many, 404 for a stream that is not there */
  addStream(archive: Archive, streamId: string, media: StreamMedia, cause: Cause): void {
    this.#requireRunning(archive)
    if (!archive.session.streams.has(streamId)) throw unknownStream()
    const most = MOST_ADDED[archive.settings.outputMode]
    if (!archive.streams.has(streamId) && archive.streams.size >= most) {
      throw new Refusal(400, 'Too many streams', `The archive can have at most ${most} streams`)
    }
    archive.streams.add(streamId, media)
    this.#review(archive.session, cause)
  }

  /** @throws {Refusal} 404 for a stream that was not added */
  removeStream(archive: Archive, streamId: string, cause: Cause): void {
    this.#requireRunning(archive)
    if (!archive.streams.remove(streamId)) throw unknownStream()
    this.#review(archive.session, cause)
  }

  readonly listener = (event: SessionEvent): void => {
    const { session } = event
    const cause = { by: event.cause.by, entry: event.entry }
    switch (event.type) {
      case 'streamCreated':
        for (const running of this.#of(session)) running.notePublisher()
        if (!this.#declined.has(session)) this.#startAutomatic(session, cause)
        this.#review(session, cause)
        return
      case 'streamDestroyed':
        for (const { archive } of this.#of(session)) archive.streams.remove(event.stream.id)
        this.#review(session, cause)
        return
      case 'layoutChanged':
        for (const running of this.#of(session)) running.noteClasses(event.stream)
        return
      case 'connectionCreated':
      case 'connectionDestroyed': {
        const isOccupied = session.connections.size > 0
        if (!isOccupied) this.#declined.delete(session)
        for (const running of this.#of(session)) running.noteClients(isOccupied)
      }
    }
  }

  /** Forgets them, and gives up what is recorded. Those that are kept in a folder, and have ended, stay. */
  reset(): void {
    const { recorder, onChange } = this.#parts
    for (const running of this.#running.values()) {
      const { archive, recording } = running
      running.end()
      // What it does with its files comes first.
      const discard = () => recorder?.remove(archive.id, undefined)
      recording?.finish().then(discard, discard)
      this.#archives.delete(archive.id)
    }
    if (!recorder?.isLasting) {
      for (const { id, file } of this.#archives.values()) recorder?.remove(id, file)
      this.#archives.clear()
    }
    this.#running.clear()
    this.#archiving.clear()
    onChange()
  }

  /** One more; of too many, the oldest that has ended is forgotten. */
  #remember(archive: Archive): void {
    this.#archives.set(archive.id, archive)
    if (this.#archives.size <= MOST_REMEMBERED) return
    const oldest = [...this.#archives.values()].find(({ status }) => ENDED.has(status))
    if (oldest) this.#archives.delete(oldest.id)
  }

  #load(): void {
    const { recorder, sessions } = this.#parts
    for (const stored of recorder?.load() ?? []) {
      const session = sessions.refer(stored.sessionId, stored.apiKey)
      const archive = new Archive(stored.id, session, stored.settings, stored)
      Object.assign(archive, {
        status: stored.status,
        reason: stored.reason,
        updatedAt: stored.updatedAt,
        file: stored.file,
      })
      this.#archives.set(stored.id, archive)
      if (archive.status === 'available') this.#delivery.expireLater(archive)
      if (isRunning(archive) || archive.status === 'stopped') this.#salvage(archive, stored)
    }
  }

  /** The process that recorded it ended in the midst. */
  #salvage(archive: Archive, stored: StoredArchive): void {
    const { recorder } = this.#parts
    if (recorder === undefined) return
    archive.status = 'stopped'
    archive.reason ||= 'session ended'
    void this.#delivery.deliver(archive, recorder.salvage(stored), { by: 'server' })
  }

  #startAutomatic(session: Session, cause: Cause): void {
    const { archive: automatic } = this.#parts.settings.recall(session.id)
    const isRecorded = [...this.#of(session)].some(({ archive }) => archive.isAutomatic)
    if (automatic === undefined || isRecorded || session.streams.size === 0) return
    const settings: ArchiveSettings = {
      name: automatic.name || null,
      outputMode: 'composed',
      streamMode: 'auto',
      hasAudio: true,
      hasVideo: true,
      resolution: automatic.resolution ?? '640x480',
      layout: { type: 'bestFit' },
    }
    this.start(session, this.#parts.createId(), settings, cause, true)
  }

  #review(session: Session, cause: Cause): void {
    for (const running of this.#of(session)) {
      running.review()
      if (running.isRecorded && running.archive.status === 'paused') {
        running.resume()
        this.#setStatus(running.archive, 'started', cause)
      } else if (!running.isRecorded) this.#pause(running, cause)
    }
    this.#mark(session, cause)
  }

  #pause(running: RunningArchive, cause: Cause): void {
    if (running.archive.status !== 'started') return
    running.pause()
    this.#setStatus(running.archive, 'paused', cause)
  }

  /** Tells of the streams that are recorded from now on, and of those that are not any more. */
  #mark(session: Session, cause: Cause): void {
    const before = this.#archiving.get(session) ?? new Set()
    const now = new Set([...this.#of(session)].flatMap(({ streams }) => [...streams]))
    if (now.size > 0) this.#archiving.set(session, now)
    else this.#archiving.delete(session)
    for (const stream of now) if (!before.has(stream)) session.setArchiving(stream, true, cause)
    for (const stream of before) {
      const isThere = session.streams.get(stream.id) === stream
      if (isThere && !now.has(stream)) session.setArchiving(stream, false, cause)
    }
  }

  #setStatus(archive: Archive, status: ArchiveStatus, cause: Cause): void {
    archive.updatedAt = this.#parts.clock.now()
    archive.session.setArchiveStatus(archive, status, cause)
    this.#keep(archive)
  }

  #keep(archive: Archive): void {
    this.#parts.recorder?.save(archive.store())
    this.#parts.onChange()
  }

  *#of(session: Session): Iterable<RunningArchive> {
    for (const running of [...this.#running.values()]) if (running.archive.session === session) yield running
  }

  #requireRunning(archive: Archive): void {
    if (!isRunning(archive)) {
      throw new Refusal(409, 'Invalid status', `The archive is ${archive.status}: its streams cannot change`)
    }
  }
}

function unknownStream(): Refusal {
  const hint = 'The stream is not in the session, or not in the archive'
  return new Refusal(404, 'Not found. No stream with this ID.', hint, { description: 'none' })
}
