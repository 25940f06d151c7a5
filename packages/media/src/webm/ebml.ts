// EBML, as far as WebM needs it (RFC 8794, RFC 9559).

/** The IDs of elements, with their markers. */
export const ID = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  void: 0xec,
  info: 0x1549a966,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
} as const

/** A number of variable length, and how many bytes it takes. */
export interface EbmlNumber {
  value: number
  length: number
  /** Whether it is a size that says that the size is not known. */
  isUnknown: boolean
}

/**
 * Reads a number of variable length: as many leading zero bits as further bytes.
 *
 * @param isMarked whether it has a marker that is no part of it: a size has one, an ID keeps it (RFC 8794 §4)
 * @throws {RangeError} if it is cut off, or is none
 */
export function readNumber(bytes: Buffer, at: number, isMarked: boolean): EbmlNumber {
  const first = bytes.readUInt8(at)
  const length = Math.clz32(first) - 23
  if (length > 8) throw new RangeError(`There is no valid number at byte ${at}`)
  let value = isMarked ? first & (0xff >> length) : first
  let isUnknown = isMarked && value === 0xff >> length
  for (let i = 1; i < length; i++) {
    const byte = bytes.readUInt8(at + i)
    isUnknown &&= byte === 0xff
    value = value * 256 + byte
  }
  return { value, length, isUnknown }
}

/** An element of one ID; its size takes eight bytes where it may have to be changed. */
export function element(id: number, content: Buffer | readonly Buffer[], { wide = false } = {}): Buffer {
  const body = Array.isArray(content) ? Buffer.concat(content) : (content as Buffer)
  return Buffer.concat([writeId(id), writeSize(body.length, wide ? 8 : sizeLength(body.length)), body])
}

/** An element of a whole number, which is not negative. */
export function unsigned(id: number, value: number, length = byteLength(value)): Buffer {
  return element(id, bigEndian(value, length))
}

export function float(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return element(id, bytes)
}

export function text(id: number, value: string): Buffer {
  return element(id, Buffer.from(value))
}

/** An element of nothing, that takes this many bytes in all; at least nine. */
export function filler(length: number): Buffer {
  return element(ID.void, Buffer.alloc(length - 9), { wide: true })
}

/** An ID as it is written. */
export function writeId(id: number): Buffer {
  return bigEndian(id, byteLength(id))
}

/** A size that is not known, in eight bytes. */
export const UNKNOWN_SIZE = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])

/** @param length how many bytes it takes */
export function writeSize(size: number, length: number): Buffer {
  const bytes = bigEndian(size, length)
  bytes[0] = (bytes[0] ?? 0) | (0x80 >> (length - 1))
  return bytes
}

/** All bits of a size that are set mean that it is not known. */
function sizeLength(size: number): number {
  let length = 1
  while (size >= 2 ** (7 * length) - 1) length++
  return length
}

function byteLength(value: number): number {
  let length = 1
  while (value >= 256 ** length) length++
  return length
}

function bigEndian(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  // Node writes at most six bytes at once, and no file here is longer than they can say.
  bytes.writeUIntBE(value, Math.max(length - 6, 0), Math.min(length, 6))
  return bytes
}
