import type { Source } from './router/source.ts'

/** The media of the streams that pass this process, by the IDs of the streams: what recorders and mixers take it from. */
export class StreamSources {
  readonly #sources = new Map<string, Source>()
  /** What takes the place of a simulated picture, for streams that are not published yet. */
  readonly #provided = new Map<string, Source>()

  get(streamId: string): Source | undefined {
    return this.#sources.get(streamId)
  }

  set(streamId: string, source: Source): void {
    this.#sources.set(streamId, source)
  }

  delete(streamId: string): void {
    this.#sources.delete(streamId)
  }

  /** Says what the media of a stream comes from that the platform itself is going to publish. */
  provide(streamId: string, source: Source): void {
    this.#provided.set(streamId, source)
  }

  /** What was provided for a stream. */
  take(streamId: string): Source | undefined {
    const source = this.#provided.get(streamId)
    this.#provided.delete(streamId)
    return source
  }
}
