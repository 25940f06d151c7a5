import type { Kind } from '../router/packet.ts'
import { ID, readNumber } from './ebml.ts'

/** One encoded frame. */
export interface WebmFrame {
  kind: Kind
  /** In milliseconds from the beginning. */
  time: number
  data: Buffer
}

const NESTED: ReadonlySet<number> = new Set([ID.segment, ID.cluster, ID.blockGroup])

/** The track numbers that ffmpeg gives, and that the sandbox gives: the picture first. */
export const TRACKS: Readonly<Record<Kind, number>> = { video: 1, audio: 2 }

/**
 * Reads the frames of a WebM file, without lacing.
 *
 * @throws {RangeError} if it is cut off
 */
export function readFrames(file: Buffer): WebmFrame[] {
  const frames: WebmFrame[] = []
  let cluster = 0
  const read = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const id = readNumber(file, at, false)
      const size = readNumber(file, at + id.length, true)
      const start = at + id.length + size.length
      // An element of unknown size goes on to the end of what it is in.
      const end = size.isUnknown ? to : start + size.value
      if (end > file.length) throw new RangeError(`The file ends within the element at byte ${at}`)
      if (NESTED.has(id.value)) read(start, end)
      if (id.value === ID.timestamp) cluster = file.readUIntBE(start, size.value)
      if (id.value === ID.simpleBlock || id.value === ID.block) {
        const track = readNumber(file, start, true)
        const time = cluster + file.readInt16BE(start + track.length)
        const kind = KINDS.find((one) => TRACKS[one] === track.value)
        if (kind) frames.push({ kind, time, data: file.subarray(start + track.length + 3, end) })
      }
      at = end
    }
  }
  read(0, file.length)
  return frames
}

const KINDS = Object.keys(TRACKS) as Kind[]
