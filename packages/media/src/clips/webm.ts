// The part of WebM that the clips use: EBML elements, and blocks without lacing (RFC 8794, RFC 9559).

/** One encoded frame of a clip. */
export interface ClipFrame {
  kind: 'audio' | 'video'
  /** In milliseconds from the beginning. */
  time: number
  data: Buffer
}

const ID = {
  segment: 0x18538067,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
}
const NESTED = new Set([ID.segment, ID.cluster, ID.blockGroup])

/** The track numbers that ffmpeg gives: the picture first. */
const KINDS: Readonly<Record<number, ClipFrame['kind']>> = { 1: 'video', 2: 'audio' }

/**
 * Reads the frames of a clip.
 *
 * @throws {RangeError} if it is cut off
 */
export function readFrames(file: Buffer): ClipFrame[] {
  const frames: ClipFrame[] = []
  let cluster = 0
  const read = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const id = readNumber(file, at, false)
      const size = readNumber(file, at + id.length, true)
      const start = at + id.length + size.length
      // An element of unknown size goes on to the end of what it is in.
      const end = size.isUnknown ? to : start + size.value
      if (end > file.length) throw new RangeError(`The clip ends within the element at byte ${at}`)
      if (NESTED.has(id.value)) read(start, end)
      if (id.value === ID.timestamp) cluster = file.readUIntBE(start, size.value)
      if (id.value === ID.simpleBlock || id.value === ID.block) {
        const track = readNumber(file, start, true)
        const time = cluster + file.readInt16BE(start + track.length)
        const kind = KINDS[track.value]
        if (kind) frames.push({ kind, time, data: file.subarray(start + track.length + 3, end) })
      }
      at = end
    }
  }
  read(0, file.length)
  return frames
}

/** A number of variable length: as many leading zero bits as further bytes; an ID keeps its marker (RFC 8794 §4). */
function readNumber(file: Buffer, at: number, isMarked: boolean) {
  const first = file.readUInt8(at)
  const length = Math.clz32(first) - 23
  if (length > 8) throw new RangeError(`The clip has no valid number at byte ${at}`)
  let value = isMarked ? first & (0xff >> length) : first
  let isUnknown = isMarked && value === 0xff >> length
  for (let i = 1; i < length; i++) {
    const byte = file.readUInt8(at + i)
    isUnknown &&= byte === 0xff
    value = value * 256 + byte
  }
  return { value, length, isUnknown }
}
