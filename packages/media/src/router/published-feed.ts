import type { Kind, MediaPacket } from './packet.ts'
import type { Feed, Sink } from './source.ts'

/** One quality of a picture. */
export interface Layer {
  ssrc: number
  /** Its place among the layers, from the best one. */
  rank: number
  requestedAt: number
  /** When a packet of it came last: a client stops those that its bandwidth does not suffice for. */
  heardAt: number
}

/** The heights that they are for. */
const HEIGHTS = [480, 240]

/** What a feed needs of its publisher. */
export interface FeedParts {
  layers(): readonly Layer[]
  requestKeyframe(layer: Layer): void
  isKeyframe(payload: Buffer): boolean
  closed(): void
}

/** The flow to one sink: of the layer that suits it, and from a keyframe on. */
export class PublishedFeed implements Feed {
  readonly #sink: Sink
  readonly #parts: FeedParts
  #height: number | undefined
  /** The layer that flows; it is replaced when a keyframe of a better one comes. */
  #current: number | undefined
  /** The layer that the numbers of the sink go on from. */
  #last: number | undefined

  constructor(sink: Sink, parts: FeedParts) {
    this.#sink = sink
    this.#parts = parts
  }

  requestKeyframe(): void {
    const wanted = this.#wanted
    if (wanted) this.#parts.requestKeyframe(wanted)
  }

  restart(): void {
    this.#current = undefined
    this.requestKeyframe()
  }

  preferHeight(height: number | undefined): void {
    this.#height = height
    if (this.#wanted?.ssrc !== this.#current) this.requestKeyframe()
  }

  close(): void {
    this.#parts.closed()
  }

  write(kind: Kind, packet: MediaPacket, ssrc: number | undefined): void {
    if (ssrc === undefined || ssrc === this.#current) {
      this.#sink.write(kind, packet, false)
      return
    }
    const wanted = this.#wanted
    // Any layer is better than none.
    if (wanted === undefined || (ssrc !== wanted.ssrc && this.#current !== undefined)) return
    if (!this.#parts.isKeyframe(packet.payload)) {
      this.#parts.requestKeyframe(wanted)
      return
    }
    const isSwitched = this.#last !== undefined && this.#last !== ssrc
    this.#current = ssrc
    this.#last = ssrc
    this.#sink.write(kind, packet, isSwitched)
  }

  get #wanted(): Layer | undefined {
    const layers = this.#parts.layers()
    const height = this.#height
    if (height === undefined) return layers[0]
    const rank = HEIGHTS.filter((limit) => height <= limit).length
    return layers[Math.min(rank, layers.length - 1)]
  }
}
