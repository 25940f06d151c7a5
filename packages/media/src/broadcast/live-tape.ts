import { join } from 'node:path'
import { FrameTap, type TappedFrame } from '../recording/frame-tap.ts'
import type { Tape } from '../recording/timeline.ts'
import type { Source } from '../router/source.ts'
import { finishWebm } from '../webm/finish-webm.ts'
import { WebmWriter } from '../webm/webm-writer.ts'

/** How much sound before a part is decoded with it, in milliseconds: a decoder of opus needs a run-up (RFC 7845 §4.6). */
const RUN_UP = 100

/** What of a stream is in a part of a broadcast. */
export interface LivePart {
  tape: Tape
  hasVideo: boolean
  hasAudio: boolean
}

/** The latest frames of a stream, of which the parts of a broadcast are made. */
export class LiveTape {
  readonly tape: Tape
  readonly #tap: FrameTap
  #frames: TappedFrame[] = []

  constructor(tape: Tape, source: Source, now: () => number) {
    this.tape = tape
    this.#tap = new FrameTap(source, now, (frame) => this.#frames.push(frame))
  }

  /** A part begins soon: what is before the next picture that stands for itself has to be kept for it. */
  requestKeyframe(): void {
    this.#tap.requestKeyframe()
  }

  /** No more comes. */
  end(at: number): void {
    this.tape.end ??= at
    this.#tap.close()
  }

  /** Writes what is needed for a span of time into a file, and forgets what came before it. */
  async write(folder: string, { from, to }: { from: number; to: number }): Promise<LivePart | undefined> {
    this.#forgetBefore(from)
    const frames = this.#frames.filter(({ time }) => time < to)
    const [first] = frames
    if (first === undefined) return undefined
    const filename = `${Math.round(from)}-${this.tape.filename}`
    const writer = await WebmWriter.create(join(folder, filename))
    const start = Math.min(...frames.map(({ time }) => time))
    for (const frame of frames) writer.write({ ...frame, time: frame.time - start })
    await writer.close()
    const { frames: counts } = await finishWebm(join(folder, filename))
    return { tape: { ...this.tape, filename, start }, hasVideo: counts.video > 0, hasAudio: counts.audio > 0 }
  }

  #forgetBefore(from: number): void {
    const keyframe = this.#frames.findLast(
      ({ kind, isKeyframe, time }) => kind === 'video' && isKeyframe && time <= from,
    )
    this.#frames = this.#frames.filter(({ kind, time }) =>
      kind === 'audio' ? time >= from - RUN_UP : time >= (keyframe?.time ?? 0),
    )
  }
}
