import type OpusScript from 'opusscript'
import type { Codec, Kind } from '../router/packet.ts'
import type { Feed, Sink, Source } from '../router/source.ts'

/** How much can be given at once, in seconds: a program may send a whole sentence. */
const MOST_KEPT = 60

/** Sound that is given as samples, and flows as a stream's. */
export class PcmSource implements Source {
  readonly codecs: ReadonlyMap<Kind, Codec> = new Map([
    [
      'audio',
      { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: 'minptime=10;useinbandfec=1' },
    ],
  ])
  readonly #encoder: OpusScript
  readonly #frame: number
  readonly #most: number
  readonly #sinks = new Set<Sink>()
  #kept: Buffer = Buffer.alloc(0)
  #sequenceNumber = 0
  #timestamp = 0

  /** @param rate in samples a second */
  constructor(encoder: OpusScript, rate: number) {
    this.#encoder = encoder
    this.#frame = (rate * 20) / 1000
    this.#most = rate * 2 * MOST_KEPT
  }

  connect(sink: Sink): Feed {
    this.#sinks.add(sink)
    return { requestKeyframe() {}, restart() {}, preferHeight() {}, close: () => this.#sinks.delete(sink) }
  }

  give(samples: Uint8Array): void {
    if (this.#kept.length < this.#most) this.#kept = Buffer.concat([this.#kept, samples])
  }

  clear(): void {
    this.#kept = Buffer.alloc(0)
  }

  /** Sends the next 20 ms, if there are any. */
  tick(): void {
    this.#timestamp = (this.#timestamp + 960) % 2 ** 32
    const size = this.#frame * 2
    if (this.#kept.length === 0) return
    const samples = Buffer.alloc(size)
    this.#kept.copy(samples, 0, 0, size)
    this.#kept = this.#kept.subarray(size)
    const payload = Buffer.from(this.#encoder.encode(samples, this.#frame))
    this.#sequenceNumber = (this.#sequenceNumber + 1) % 2 ** 16
    const packet = {
      payload,
      sequenceNumber: this.#sequenceNumber,
      timestamp: this.#timestamp,
      marker: false,
    }
    for (const sink of this.#sinks) sink.write('audio', packet, false)
  }

  close(): void {
    this.#sinks.clear()
    this.#encoder.delete()
  }
}
