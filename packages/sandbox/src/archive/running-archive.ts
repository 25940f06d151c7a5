import type { Clock } from '@opentok-sandbox/core'
import type { Layout, StreamMedia } from '../composition/composition.ts'
import { NamedTimers } from '../named-timers.ts'
import type { Stream } from '../session/stream.ts'
import type { Archive } from './archive.ts'
import type { Recording } from './recorder.ts'

/** How long an archive can record, in milliseconds; then it stops (platform facts §3.3). */
export const LONGEST_RECORDING = 4 * 3_600_000

/** How long it can be paused. */
export const LONGEST_PAUSE = 3_600_000

/** How long it waits for the first stream of the session. */
export const PATIENCE = 60_000

/** How long after the last client has left it stops. */
export const FAREWELL = 60_000

/** How long after its start it pauses, if nobody is recorded. */
const FIRST_PAUSE = 1000

/** An archive that has not stopped: which streams it records, and when it pauses and stops by itself. */
export class RunningArchive {
  readonly archive: Archive
  readonly recording: Recording | undefined
  /** What is recorded of each stream now. */
  readonly #included = new Map<Stream, StreamMedia>()
  readonly #clock: Clock
  readonly #timers: NamedTimers<'idle' | 'patience' | 'farewell' | 'limit' | 'pause'>
  readonly #stop: (reason: string) => void
  /** For how long it has recorded before the last pause, in milliseconds. */
  #recorded = 0
  #resumedAt: number

  /** @param stop is called when it has to stop by itself, with the service's words for the reason */
  constructor(
    archive: Archive,
    recording: Recording | undefined,
    clock: Clock,
    stop: (reason: string) => void,
  ) {
    this.archive = archive
    this.recording = recording
    this.#clock = clock
    this.#stop = stop
    this.#timers = new NamedTimers(clock)
    this.#resumedAt = clock.now()
    this.#limit()
    if (archive.session.streams.size === 0) {
      this.#timers.set('patience', PATIENCE, () => stop('maximum idle time exceeded'))
    }
  }

  /** The streams that are recorded now. */
  get streams(): Iterable<Stream> {
    return this.#included.keys()
  }

  get isRecorded(): boolean {
    return this.#included.size > 0
  }

  /** Takes in what the archive is to record now. */
  review(): void {
    const wanted = new Map(this.archive.streams.list().map(({ stream, ...media }) => [stream, media]))
    for (const stream of [...this.#included.keys()]) {
      if (wanted.has(stream)) continue
      this.#included.delete(stream)
      this.recording?.exclude(stream)
    }
    for (const [stream, media] of wanted) {
      const former = this.#included.get(stream)
      if (former?.hasAudio === media.hasAudio && former.hasVideo === media.hasVideo) continue
      this.#included.set(stream, media)
      this.recording?.include(stream, media)
    }
  }

  /** The layout classes of a stream changed. */
  noteClasses(stream: Stream): void {
    const media = this.#included.get(stream)
    if (media) this.recording?.include(stream, media)
  }

  setLayout(layout: Layout): void {
    this.recording?.setLayout(layout)
  }

  /** Calls back once it has been without a stream for as long as a new archive may. */
  whenUnused(callback: () => void): void {
    this.#timers.set('pause', FIRST_PAUSE, () => {
      if (!this.isRecorded) callback()
    })
  }

  pause(): void {
    this.#recorded += this.#clock.now() - this.#resumedAt
    this.#timers.cancel('limit')
    this.#timers.set('idle', LONGEST_PAUSE, () => this.#stop('maximum idle time exceeded'))
    this.recording?.pause()
  }

  resume(): void {
    this.#resumedAt = this.#clock.now()
    this.#timers.cancel('idle')
    this.#limit()
    this.recording?.resume()
  }

  /** A client publishes in the session. */
  notePublisher(): void {
    this.#timers.cancel('patience')
  }

  /** Whether a client is in the session. */
  noteClients(isOccupied: boolean): void {
    if (isOccupied) this.#timers.cancel('farewell')
    else this.#timers.set('farewell', FAREWELL, () => this.#stop('session ended'))
  }

  end(): void {
    this.#timers.cancelAll()
    this.#included.clear()
  }

  #limit(): void {
    this.#timers.set('limit', LONGEST_RECORDING - this.#recorded, () =>
      this.#stop('maximum duration exceeded'),
    )
  }
}
