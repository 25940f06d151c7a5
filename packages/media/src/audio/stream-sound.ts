import type OpusScript from 'opusscript'
import { PacketOrder } from '../recording/packet-order.ts'
import type { MediaPacket } from '../router/packet.ts'
import type { Feed, Sink, Source } from '../router/source.ts'

/** How much is kept before it is heard, and at most, in milliseconds: packets come at uneven times. */
const DELAY = 40
const MOST_KEPT = 400

/** The sound of one stream, decoded. */
export class StreamSound implements Sink {
  readonly #feed: Feed
  readonly #decoder: OpusScript
  readonly #order = new PacketOrder()
  readonly #rate: number
  /** Samples of 16 bits that were not taken yet. */
  #kept: Int16Array[] = []
  #count = 0
  #isHeard = false

  /** @param rate in samples a second */
  constructor(source: Source, decoder: OpusScript, rate: number) {
    this.#decoder = decoder
    this.#rate = rate
    this.#feed = source.connect(this)
  }

  write(kind: 'audio' | 'video', packet: MediaPacket): void {
    if (kind !== 'audio' || packet.payload.length === 0) return
    for (const { payload } of this.#order.push(packet, performance.now()).packets) this.#decode(payload)
  }

  /** Adds the next samples to a mix; silence, where there are none. */
  mixInto(mix: Int32Array): void {
    if (!this.#isHeard && this.#count < (this.#rate * DELAY) / 1000) return
    this.#isHeard = this.#count > 0
    let at = 0
    while (at < mix.length) {
      const [first] = this.#kept
      if (first === undefined) return
      const taken = Math.min(first.length, mix.length - at)
      for (let i = 0; i < taken; i++) mix[at + i] = (mix[at + i] ?? 0) + (first[i] ?? 0)
      at += taken
      this.#count -= taken
      if (taken === first.length) this.#kept.shift()
      else this.#kept[0] = first.subarray(taken)
    }
  }

  close(): void {
    this.#feed.close()
    this.#decoder.delete()
  }

  #decode(payload: Buffer): void {
    let bytes: Buffer
    try {
      bytes = this.#decoder.decode(payload)
    } catch {
      // What is no opus is no sound.
      return
    }
    const samples = new Int16Array(bytes.length / 2)
    for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2)
    this.#kept.push(samples)
    this.#count += samples.length
    while (this.#count > (this.#rate * MOST_KEPT) / 1000)
      this.#count -= this.#kept.shift()?.length ?? this.#count
  }
}
