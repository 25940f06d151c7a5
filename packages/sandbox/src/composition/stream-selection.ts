import type { Session } from '../session/session.ts'
import type { Stream } from '../session/stream.ts'
import type { Composition, StreamMedia } from './composition.ts'

/** A stream that is in, and what is taken of it. */
export interface SelectedStream extends StreamMedia {
  stream: Stream
}

/** How many streams can be in at once; those that come later wait until one has left (platform facts §3.3 and §4.3). */
export const MOST_STREAMS = 50

/** Which streams of a session an archive or a broadcast takes: all of them, or those that were added. */
export class StreamSelection {
  readonly #session: Session
  readonly #composition: Pick<Composition, 'hasAudio' | 'hasVideo' | 'streamMode'>
  readonly #added = new Map<string, StreamMedia>()

  constructor(session: Session, composition: Pick<Composition, 'hasAudio' | 'hasVideo' | 'streamMode'>) {
    this.#session = session
    this.#composition = composition
  }

  /** Adds a stream, or takes other media of it than before. */
  add(streamId: string, { hasAudio, hasVideo }: StreamMedia): void {
    this.#added.set(streamId, { hasAudio, hasVideo })
  }

  /** @returns whether it was in */
  remove(streamId: string): boolean {
    return this.#added.delete(streamId)
  }

  /** How many streams were added. */
  get size(): number {
    return this.#added.size
  }

  has(streamId: string): boolean {
    return this.#added.has(streamId)
  }

  /** Those that were added, by the names of the REST API. */
  describe(): ({ streamId: string } & StreamMedia)[] {
    return Array.from(this.#added, ([streamId, media]) => ({ streamId, ...media }))
  }

  /** The streams that are in now, the oldest first. */
  list(): SelectedStream[] {
    const { hasAudio, hasVideo, streamMode } = this.#composition
    const media = (stream: Stream): StreamMedia | undefined =>
      streamMode === 'auto' ? { hasAudio: true, hasVideo: true } : this.#added.get(stream.id)
    const selected = [...this.#session.streams.values()].flatMap((stream) => {
      const own = media(stream)
      if (own === undefined) return []
      return [{ stream, hasAudio: own.hasAudio && hasAudio, hasVideo: own.hasVideo && hasVideo }]
    })
    return selected.slice(0, MOST_STREAMS)
  }
}
