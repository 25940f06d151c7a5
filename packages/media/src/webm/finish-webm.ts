import { type FileHandle, open } from 'node:fs/promises'
import type { Kind } from '../router/packet.ts'
import { element, filler, ID, readNumber, unsigned, writeId } from './ebml.ts'
import { TRACKS } from './read-frames.ts'
import { SEEK_HEAD_ROOM, segmentSize } from './webm-writer.ts'

/** What is in a file. */
export interface WebmContents {
  /** In milliseconds. */
  duration: number
  /** How many frames of each kind it has. */
  frames: Record<Kind, number>
  /** Of the first picture, in pixels. */
  width: number
  height: number
}

/** How much of a file is read to see what an element is, in bytes. */
const HEAD = 16

/** How many bytes a header can have; ours has some 400. */
const LONGEST_HEADER = 4096

/**
 * Makes a whole file of what a `WebmWriter` has written, also where its process was killed: a cluster that is cut off is
 * taken away, the duration and the size of the picture are filled in, and players get an index to seek by.
 *
 * @throws {RangeError} if it is not such a file
 */
export async function finishWebm(path: string): Promise<WebmContents> {
  const file = await open(path, 'r+')
  try {
    const header = await readAt(file, 0, LONGEST_HEADER)
    const places = findPlaces(header)
    const found = await readClusters(file, places.firstCluster)
    const { cues, end, contents } = found
    const index = cues.map(({ time, position }) =>
      element(ID.cuePoint, [
        unsigned(ID.cueTime, time),
        element(ID.cueTrackPositions, [
          unsigned(ID.cueTrack, contents.frames.video > 0 ? TRACKS.video : TRACKS.audio),
          unsigned(ID.cueClusterPosition, position - places.segment),
        ]),
      ]),
    )
    const tail = index.length > 0 ? element(ID.cues, index) : Buffer.alloc(0)
    await file.truncate(end)
    await file.write(tail, 0, tail.length, end)
    await patch(file, places, contents, { cuesAt: end, hasCues: tail.length > 0, size: end + tail.length })
    await file.sync()
    return contents
  } finally {
    await file.close()
  }
}

/** Where in a file something stands that is filled in at the end. */
interface Places {
  /** Where the content of the segment begins. */
  segment: number
  info: number
  tracks: number
  duration: number
  entries: Record<Kind, { at: number; length: number }>
  width: number
  height: number
  firstCluster: number
}

function findPlaces(header: Buffer): Places {
  const places = new Map<number, number>()
  const entries: { at: number; length: number }[] = []
  let segment = 0
  let firstCluster = header.length
  const parents: ReadonlySet<number> = new Set([ID.segment, ID.info, ID.tracks, ID.trackEntry, ID.video])
  const visit = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      // Where only a part of the header was read, it is of the first cluster.
      if (header.length - at < HEAD && at >= LONGEST_HEADER - HEAD) return
      const id = readNumber(header, at, false)
      const size = readNumber(header, at + id.length, true)
      const start = at + id.length + size.length
      if (id.value === ID.cluster) {
        firstCluster = Math.min(firstCluster, at)
        return
      }
      const isContent = id.value === ID.pixelWidth || id.value === ID.pixelHeight || id.value === ID.duration
      places.set(id.value, isContent ? start : at)
      if (id.value === ID.segment) segment = start
      const end = size.isUnknown || start + size.value > to ? to : start + size.value
      if (id.value === ID.trackEntry) entries.push({ at, length: end - at })
      if (parents.has(id.value)) visit(start, end)
      at = end
    }
  }
  visit(0, header.length)
  const [video, audio] = entries
  const at = (id: number): number => {
    const place = places.get(id)
    if (place === undefined) throw new RangeError('The file is not one that the sandbox recorded')
    return place
  }
  if (video === undefined || audio === undefined) throw new RangeError('The file does not have two tracks')
  const afterTracks = audio.at + audio.length
  return {
    segment,
    info: at(ID.info),
    tracks: at(ID.tracks),
    duration: at(ID.duration),
    entries: { video, audio },
    width: at(ID.pixelWidth),
    height: at(ID.pixelHeight),
    firstCluster: Math.min(firstCluster, afterTracks),
  }
}

interface Cue {
  time: number
  position: number
}

async function readClusters(file: FileHandle, first: number) {
  const cues: Cue[] = []
  const contents: WebmContents = { duration: 0, frames: { audio: 0, video: 0 }, width: 0, height: 0 }
  const { size: length } = await file.stat()
  let at = first
  while (at + HEAD < length) {
    const head = await readAt(file, at, HEAD)
    const id = readNumber(head, 0, false)
    const size = readNumber(head, id.length, true)
    const start = at + id.length + size.length
    const end = start + size.value
    // The rest is of a cluster that was being written.
    if (id.value !== ID.cluster || size.isUnknown || end > length) break
    const cluster = readCluster(await readAt(file, start, size.value), contents)
    if (cluster.isSeekable || contents.frames.video === 0) cues.push({ time: cluster.time, position: at })
    at = end
  }
  return { cues, end: at, contents }
}

/** How long the last frame of a kind lasts, in milliseconds. */
const LAST_FRAME: Record<Kind, number> = { audio: 20, video: 40 }

function readCluster(body: Buffer, contents: WebmContents): { time: number; isSeekable: boolean } {
  let time = 0
  let isSeekable = false
  for (let at = 0; at < body.length; ) {
    const id = readNumber(body, at, false)
    const size = readNumber(body, at + id.length, true)
    const start = at + id.length + size.length
    if (id.value === ID.timestamp) time = body.readUIntBE(start, size.value)
    if (id.value === ID.simpleBlock) {
      const kind: Kind = (body.readUInt8(start) & 0x7f) === TRACKS.video ? 'video' : 'audio'
      const isKeyframe = kind === 'video' && (body.readUInt8(start + 3) & 0x80) !== 0
      const frameTime = time + body.readInt16BE(start + 1)
      contents.frames[kind]++
      contents.duration = Math.max(contents.duration, frameTime + LAST_FRAME[kind])
      if (isKeyframe) isSeekable = true
      if (isKeyframe && contents.width === 0) Object.assign(contents, readVp8Size(body.subarray(start + 4)))
    }
    at = start + size.value
  }
  return { time, isSeekable }
}

/** The size of the picture that a VP8 keyframe begins with (RFC 6386 §9.1). */
function readVp8Size(frame: Buffer): { width: number; height: number } {
  if (frame.length < 10) return { width: 0, height: 0 }
  return { width: frame.readUInt16LE(6) & 0x3fff, height: frame.readUInt16LE(8) & 0x3fff }
}

async function patch(
  file: FileHandle,
  places: Places,
  { duration, frames, width, height }: WebmContents,
  { cuesAt, hasCues, size }: { cuesAt: number; hasCues: boolean; size: number },
): Promise<void> {
  const put = (bytes: Buffer, at: number) => file.write(bytes, 0, bytes.length, at)
  await put(segmentSize(size - places.segment), places.segment - 8)
  const seek = (id: number, at: number) =>
    element(ID.seek, [element(ID.seekId, writeId(id)), unsigned(ID.seekPosition, at - places.segment, 4)])
  const head = element(ID.seekHead, [
    seek(ID.info, places.info),
    seek(ID.tracks, places.tracks),
    ...(hasCues ? [seek(ID.cues, cuesAt)] : []),
  ])
  await put(Buffer.concat([head, filler(SEEK_HEAD_ROOM - head.length)]), places.segment)
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(duration)
  await put(bytes, places.duration)
  const pixels = Buffer.alloc(2)
  pixels.writeUInt16BE(width)
  await put(pixels, places.width)
  pixels.writeUInt16BE(height)
  await put(pixels, places.height)
  // A track without frames would be one that players wait for.
  for (const kind of ['video', 'audio'] as const) {
    const { at, length } = places.entries[kind]
    if (frames[kind] === 0) await put(filler(length), at)
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
