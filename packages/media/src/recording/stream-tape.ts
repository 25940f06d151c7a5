import { join } from 'node:path'
import type { Source } from '../router/source.ts'
import { finishWebm, type WebmContents } from '../webm/finish-webm.ts'
import { WebmWriter } from '../webm/webm-writer.ts'
import { FrameTap } from './frame-tap.ts'
import type { Tape } from './timeline.ts'

/** Records one stream into a file of its own. */
export class StreamTape {
  readonly tape: Tape
  readonly #path: string
  readonly #tap: FrameTap
  readonly #writer: Promise<WebmWriter>
  /** Something can be seen of it, or heard where it has no picture; or it has ended. */
  readonly begun: Promise<void>
  #begin: () => void = () => {}

  /**
   * @param ready when the folder is there
   * @param now for how long the archive has been recorded, in milliseconds
   */
  constructor(folder: string, ready: Promise<void>, tape: Tape, source: Source, now: () => number) {
    this.tape = tape
    this.#path = join(folder, tape.filename)
    this.begun = new Promise((resolve) => {
      this.#begin = resolve
    })
    const awaited = source.codecs.has('video') ? 'video' : 'audio'
    this.#writer = ready.then(() => WebmWriter.create(this.#path))
    // It is told when the file is closed.
    this.#writer.catch(() => {})
    this.#tap = new FrameTap(source, now, (frame) => {
      const time = frame.time - tape.start
      if (frame.kind === awaited) this.#begin()
      // In the order of their coming, once the file is there.
      void this.#writer.then((writer) => writer.write({ ...frame, time })).catch(() => {})
    })
  }

  /** No more is recorded. */
  end(at: number): void {
    if (this.tape.end !== undefined) return
    this.tape.end = at
    this.#tap.close()
    this.#begin()
  }

  /** @throws {Error} if the file could not be written */
  async finish(): Promise<WebmContents> {
    const writer = await this.#writer
    await writer.close()
    return finishWebm(this.#path)
  }
}
