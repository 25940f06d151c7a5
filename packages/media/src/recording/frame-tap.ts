import type { Kind, MediaPacket } from '../router/packet.ts'
import type { Feed, Sink, Source } from '../router/source.ts'
import { PacketOrder } from './packet-order.ts'
import { Vp8Frames } from './vp8-frames.ts'

/** How far the time of a packet may be from that of its coming, in milliseconds; then its clock is set again. */
const MOST_DRIFT = 1500

/** How often a picture that stands for itself is asked for while there is none, in milliseconds. */
const RETRY = 300

/** How long a clock is reckoned from one moment, in milliseconds. */
const LONGEST_SPAN = 600_000

/** A whole frame. */
export interface TappedFrame {
  kind: Kind
  /** When it was sent, in milliseconds by the clock of the tap. */
  time: number
  isKeyframe: boolean
  data: Buffer
}

/** What can be recorded: VP8 and opus. */
export const RECORDED_CODECS: Readonly<Record<Kind, string>> = { audio: 'audio/opus', video: 'video/vp8' }

/** Takes the frames of a stream from its source: packets in order, frames whole, times steady. */
export class FrameTap implements Sink {
  readonly #source: Source
  readonly #now: () => number
  readonly #onFrame: (frame: TappedFrame) => void
  readonly #feed: Feed
  readonly #orders: Record<Kind, PacketOrder> = { audio: new PacketOrder(), video: new PacketOrder() }
  readonly #clocks: Partial<Record<Kind, { timestamp: number; time: number }>> = {}
  readonly #frames = new Vp8Frames()
  #requestedAt = Number.NEGATIVE_INFINITY

  /** @param now milliseconds from any moment on */
  constructor(source: Source, now: () => number, onFrame: (frame: TappedFrame) => void) {
    this.#source = source
    this.#now = now
    this.#onFrame = onFrame
    this.#feed = source.connect(this)
    this.#feed.restart()
  }

  write(kind: Kind, packet: MediaPacket, isSwitched: boolean): void {
    if (this.#source.codecs.get(kind)?.mimeType.toLowerCase() !== RECORDED_CODECS[kind]) return
    if (isSwitched) {
      this.#orders[kind].reset()
      delete this.#clocks[kind]
      this.#frames.lose()
    }
    const { packets, isLost } = this.#orders[kind].push(packet, this.#now())
    if (isLost && kind === 'video') this.#frames.lose()
    for (const one of packets) this.#take(kind, one)
  }

  requestKeyframe(): void {
    const now = this.#now()
    if (now - this.#requestedAt < RETRY) return
    this.#requestedAt = now
    this.#feed.requestKeyframe()
  }

  close(): void {
    this.#feed.close()
  }

  #take(kind: Kind, { payload, timestamp, marker }: MediaPacket): void {
    const time = this.#timeOf(kind, timestamp)
    if (kind === 'audio') {
      if (payload.length > 0) this.#onFrame({ kind, time, isKeyframe: true, data: Buffer.from(payload) })
      return
    }
    const frame = this.#frames.push(payload, marker)
    if (frame) this.#onFrame({ kind, time, ...frame })
    else if (this.#frames.waitsForKeyframe) this.requestKeyframe()
  }

  /** By the publisher's own clock, from the coming of the first packet on. */
  #timeOf(kind: Kind, timestamp: number): number {
    const now = this.#now()
    const rate = this.#source.codecs.get(kind)?.clockRate ?? 90_000
    const clock = this.#clocks[kind]
    const passed = clock ? ((timestamp - clock.timestamp) | 0) / (rate / 1000) : 0
    const time = clock ? clock.time + passed : now
    if (clock === undefined || Math.abs(time - now) > MOST_DRIFT) {
      this.#clocks[kind] = { timestamp, time: now }
      return now
    }
    // The difference of two timestamps can be no longer than some hours.
    if (passed > LONGEST_SPAN) this.#clocks[kind] = { timestamp, time }
    return time
  }
}
