import { chooseCodecs } from './codec-choice.ts'
import { isKeyframe } from './keyframe.ts'
import type { LegParts } from './leg-parts.ts'
import type { Codec, Kind, MediaPacket } from './packet.ts'
import { type Layer, PublishedFeed } from './published-feed.ts'
import type { Feed, Sink, Source } from './source.ts'
import { type Leg, openLeg } from './werift.ts'

/** How often a publisher is asked for a keyframe at most, in milliseconds: each costs bandwidth (media facts §2.3). */
const KEYFRAME_INTERVAL = 500

/** How often a publisher is told how much it may send, in milliseconds. */
const FEEDBACK_INTERVAL = 1000

/** How long a layer without packets counts as sent, in milliseconds. */
const LAYER_LIFETIME = 1000

/** How much each publisher may send, in bits per second: more than the client sends by itself (media facts §2.3). */
const MOST_BITRATE = 2_500_000

/** The simulcast layers of OpenTok's client: full, half and a quarter. */
const RANKS = ['f', 'h', 'q']

/** The media that a client publishes to the router (messaging facts §6.4). */
export class PublisherLeg implements Source {
  readonly #parts: LegParts
  readonly #onReady: () => void
  readonly #sinks = new Set<PublishedFeed>()
  readonly #layers = new Map<number, Layer>()
  #codecs: ReadonlyMap<Kind, Codec> = new Map()
  #leg: Leg | undefined
  readonly #early: Readonly<Record<string, unknown>>[] = []
  #feedback: ReturnType<typeof setInterval> | undefined

  /** @param onReady is called when media can flow */
  constructor(parts: LegParts, onReady: () => void) {
    this.#parts = parts
    this.#onReady = onReady
  }

  get codecs(): ReadonlyMap<Kind, Codec> {
    return this.#codecs
  }

  /** @throws {Error} if the offer cannot be answered */
  async answer(sdp: string): Promise<string> {
    if (this.#leg) return this.#leg.answer(sdp)
    this.#codecs = chooseCodecs(sdp)
    this.#leg = openLeg(this.#codecs, this.#parts.network, {
      candidate: this.#parts.candidate,
      connected: () => this.#connected(),
      packet: (kind, packet, origin) => this.#forward(kind, packet, origin),
    })
    let answer: string
    try {
      answer = await this.#leg.answer(sdp)
    } catch (error) {
      // The next offer makes another leg.
      await this.#leg.close()
      this.#leg = undefined
      throw error
    }
    for (const candidate of this.#early.splice(0)) await this.#leg.addCandidate(candidate)
    return answer
  }

  async addCandidate(candidate: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#leg) await this.#leg.addCandidate(candidate)
    else if (this.#early.length < MOST_EARLY) this.#early.push(candidate)
  }

  connect(sink: Sink): Feed {
    const feed: PublishedFeed = new PublishedFeed(sink, {
      layers: () => this.#liveLayers,
      requestKeyframe: (layer) => this.#requestKeyframe(layer),
      isKeyframe: (payload) => {
        const codec = this.#codecs.get('video')
        return codec !== undefined && isKeyframe(codec, payload)
      },
      closed: () => this.#sinks.delete(feed),
    })
    this.#sinks.add(feed)
    return feed
  }

  async close(): Promise<void> {
    clearInterval(this.#feedback)
    await this.#leg?.close()
  }

  #connected(): void {
    this.#feedback ??= setInterval(() => this.#limit(), FEEDBACK_INTERVAL).unref()
    this.#onReady()
    // After a break, the picture comes back with the next keyframe.
    for (const layer of this.#layers.values()) this.#requestKeyframe(layer)
  }

  /** The layers that come now, the best one first; while none does, all of them. */
  get #liveLayers(): Layer[] {
    const layers = [...this.#layers.values()].sort((a, b) => a.rank - b.rank)
    if (layers.length < 2) return layers
    const since = performance.now() - LAYER_LIFETIME
    const live = layers.filter(({ heardAt }) => heardAt > since)
    return live.length > 0 ? live : layers
  }

  #limit(): void {
    for (const { ssrc } of this.#layers.values()) this.#leg?.limitBitrate(ssrc, MOST_BITRATE)
  }

  #forward(kind: Kind, packet: MediaPacket, { ssrc, rid }: { ssrc: number; rid: string | undefined }): void {
    if (kind === 'video' && !this.#layers.has(ssrc)) {
      const known = RANKS.indexOf(rid ?? 'f')
      const rank = known === -1 ? RANKS.length : known
      const [oldest] = this.#layers.keys()
      if (this.#layers.size >= MOST_LAYERS && oldest !== undefined) this.#layers.delete(oldest)
      this.#layers.set(ssrc, { ssrc, rank, requestedAt: Number.NEGATIVE_INFINITY, heardAt: 0 })
      this.#limit()
    }
    const heard = this.#layers.get(ssrc)
    if (heard) heard.heardAt = performance.now()
    const layer = kind === 'video' ? ssrc : undefined
    for (const feed of this.#sinks) feed.write(kind, packet, layer)
  }

  #requestKeyframe(layer: Layer): void {
    const now = performance.now()
    if (now - layer.requestedAt < KEYFRAME_INTERVAL) return
    layer.requestedAt = now
    this.#leg?.requestKeyframe(layer.ssrc)
  }
}

/** How many layers are remembered: a client may replace them. */
const MOST_LAYERS = 12

/** Candidates that come before the offer. */
const MOST_EARLY = 200
