import type { LegParts } from './leg-parts.ts'
import type { Kind, MediaPacket } from './packet.ts'
import type { Feed, Sink, Source } from './source.ts'
import { type Leg, openLeg } from './werift.ts'

/** What a subscriber wants of a channel (media facts §2.4). */
export interface Wants {
  active: boolean
  /** The height of the picture that it prefers, in pixels. */
  height: number | undefined
}

/** The media that a client receives from the router: one peer connection for each subscription. */
export class SubscriberLeg implements Sink {
  readonly #leg: Leg
  /** Nothing flows before the client can receive it. */
  #feed: Feed | undefined
  readonly #source: Source
  #isClosed = false
  readonly #wants = new Map<Kind, Wants>()

  constructor(source: Source, { network, candidate }: LegParts) {
    this.#source = source
    this.#leg = openLeg(source.codecs, network, {
      candidate,
      connected: () => {
        // After a break, the picture comes back with the next keyframe.
        if (this.#feed) this.#feed.requestKeyframe()
        else this.#begin()
      },
      keyframeNeeded: () => this.#feed?.requestKeyframe(),
    })
  }

  offer(): Promise<string> {
    return this.#leg.offer(this.#source.codecs)
  }

  accept(sdp: string): Promise<void> {
    return this.#leg.accept(sdp)
  }

  /** The client offers: it wants to restart ICE (media facts §2.5). */
  answer(sdp: string): Promise<string> {
    return this.#leg.answer(sdp)
  }

  addCandidate(candidate: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#leg.addCandidate(candidate)
  }

  want(kind: Kind, wants: Wants): void {
    const before = this.#wants.get(kind)
    this.#wants.set(kind, wants)
    if (kind !== 'video') return
    if (before?.height !== wants.height) this.#feed?.preferHeight(wants.height)
    if (before?.active === false && wants.active) this.#feed?.restart()
  }

  write(kind: Kind, packet: MediaPacket, isSwitched: boolean): void {
    if (this.#wants.get(kind)?.active !== false) this.#leg.send(kind, packet, isSwitched)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#feed?.close()
    await this.#leg.close()
  }

  #begin(): void {
    if (this.#isClosed) return
    this.#feed = this.#source.connect(this)
    this.#feed.preferHeight(this.#wants.get('video')?.height)
    this.#feed.restart()
  }
}
