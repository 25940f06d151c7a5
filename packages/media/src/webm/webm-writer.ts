import { type FileHandle, open } from 'node:fs/promises'
import type { Kind } from '../router/packet.ts'
import { element, filler, float, ID, text, UNKNOWN_SIZE, unsigned, writeId, writeSize } from './ebml.ts'
import { TRACKS } from './read-frames.ts'

/** How long a cluster is at most, in milliseconds: what is in it is lost if the process is killed. */
const LONGEST_CLUSTER = 2000

/** How many bytes are left free for the list of where things are. */
export const SEEK_HEAD_ROOM = 96

/** Opus begins with this many samples of 48 kHz that are not to be heard (RFC 7845 §4.2). */
const PRE_SKIP = 312

/** A frame to be written. */
export interface Frame {
  kind: Kind
  /** In milliseconds from the beginning. */
  time: number
  isKeyframe: boolean
  data: Buffer
}

/**
 * Writes a WebM file of VP8 and opus, cluster by cluster, so that what is in the file can be used whenever the process
 * ends: `finishWebm()` then makes a whole file of it (media facts §3.1).
 */
export class WebmWriter {
  readonly #file: FileHandle
  #cluster: { time: number; blocks: Buffer[] } | undefined
  #writing: Promise<unknown> = Promise.resolve()
  #problem: Error | undefined

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async create(path: string): Promise<WebmWriter> {
    const file = await open(path, 'wx')
    await file.appendFile(HEADER)
    return new WebmWriter(file)
  }

  write({ kind, time, isKeyframe, data }: Frame): void {
    const now = Math.max(0, Math.round(time))
    const current = this.#cluster
    const isOld = current && (now - current.time >= LONGEST_CLUSTER || (kind === 'video' && isKeyframe))
    if (isOld) this.#flush()
    this.#cluster ??= { time: now, blocks: [] }
    const offset = now - this.#cluster.time
    // One that comes late by more than a block can say belongs nowhere.
    if (offset < -32_000) return
    const head = Buffer.alloc(4)
    head.writeUInt8(0x80 | TRACKS[kind])
    head.writeInt16BE(offset, 1)
    head.writeUInt8(kind === 'audio' || isKeyframe ? 0x80 : 0, 3)
    this.#cluster.blocks.push(element(ID.simpleBlock, [head, data]))
  }

  /** @throws {Error} if something could not be written */
  async close(): Promise<void> {
    this.#flush()
    await this.#writing
    await this.#file.close()
    if (this.#problem) throw this.#problem
  }

  #flush(): void {
    const cluster = this.#cluster
    this.#cluster = undefined
    if (cluster === undefined) return
    const bytes = element(ID.cluster, [unsigned(ID.timestamp, cluster.time), ...cluster.blocks])
    this.#writing = this.#writing
      .then(() => this.#file.appendFile(bytes))
      .catch((error: Error) => {
        this.#problem ??= error
      })
  }
}

const OPUS_HEAD = Buffer.alloc(19)
OPUS_HEAD.write('OpusHead')
OPUS_HEAD.writeUInt8(1, 8)
OPUS_HEAD.writeUInt8(2, 9)
OPUS_HEAD.writeUInt16LE(PRE_SKIP, 10)
OPUS_HEAD.writeUInt32LE(48_000, 12)

/** All that stands before the first cluster. What is not known yet has its place. */
const HEADER = Buffer.concat([
  element(ID.ebml, [
    unsigned(0x4286, 1),
    unsigned(0x42f7, 1),
    unsigned(0x42f2, 4),
    unsigned(0x42f3, 8),
    text(0x4282, 'webm'),
    unsigned(0x4287, 4),
    unsigned(0x4285, 2),
  ]),
  writeId(ID.segment),
  UNKNOWN_SIZE,
  filler(SEEK_HEAD_ROOM),
  element(ID.info, [
    unsigned(0x2ad7b1, 1_000_000),
    text(0x4d80, 'opentok-sandbox'),
    text(0x5741, 'opentok-sandbox'),
    float(ID.duration, 0),
  ]),
  element(
    ID.tracks,
    [
      element(
        ID.trackEntry,
        [
          unsigned(ID.trackNumber, TRACKS.video),
          unsigned(0x73c5, TRACKS.video),
          unsigned(0x83, 1),
          unsigned(0x9c, 0),
          text(0x86, 'V_VP8'),
          element(ID.video, [unsigned(ID.pixelWidth, 0, 2), unsigned(ID.pixelHeight, 0, 2)]),
        ],
        { wide: true },
      ),
      element(
        ID.trackEntry,
        [
          unsigned(ID.trackNumber, TRACKS.audio),
          unsigned(0x73c5, TRACKS.audio),
          unsigned(0x83, 2),
          unsigned(0x9c, 0),
          text(0x86, 'A_OPUS'),
          element(0x63a2, OPUS_HEAD),
          unsigned(0x56aa, Math.round((PRE_SKIP * 1e9) / 48_000)),
          unsigned(0x56bb, 80_000_000),
          element(0xe1, [float(0xb5, 48_000), unsigned(0x9f, 2)]),
        ],
        { wide: true },
      ),
    ],
    { wide: true },
  ),
])

/** The size of a segment as it is written in the end. */
export const segmentSize = (bytes: number) => writeSize(bytes, 8)
