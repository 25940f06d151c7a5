import type { Codec, Kind } from '../router/packet.ts'
import type { Feed, Sink, Source } from '../router/source.ts'
import type { Clip, ClipTrack } from './clip.ts'
import { packetizeVp8 } from './vp8-packets.ts'

const CODECS: Readonly<Record<Kind, Codec>> = {
  audio: { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: 'minptime=10;useinbandfec=1' },
  video: { mimeType: 'video/VP8', clockRate: 90_000 },
}

/** How often a picture begins again at most, in milliseconds: a client may ask for several keyframes at once. */
const KEYFRAME_INTERVAL = 300

/** How many frames are sent at once at most, when the machine was busy. */
const MOST_AT_ONCE = 10

/** Plays clips, on one timer for all of them. */
export class ClipPlayer {
  readonly #feeds = new Set<ClipFeed>()
  #timer: ReturnType<typeof setInterval> | undefined

  play(feed: ClipFeed): void {
    this.#feeds.add(feed)
    this.#timer ??= setInterval(() => {
      const now = performance.now()
      for (const one of this.#feeds) one.play(now)
    }, 10)
  }

  stop(feed: ClipFeed): void {
    this.#feeds.delete(feed)
    if (this.#feeds.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

/** What a simulated participant publishes: a clip, over and over, without a peer connection of its own. */
export class ClipSource implements Source {
  readonly codecs: ReadonlyMap<Kind, Codec>
  readonly #clip: Clip
  readonly #player: ClipPlayer
  readonly #isOn: (kind: Kind) => boolean
  readonly #feeds = new Set<ClipFeed>()

  /**
   * @param kinds what it publishes
   * @param isOn whether its camera or its microphone is on now
   */
  constructor(clip: Clip, kinds: readonly Kind[], player: ClipPlayer, isOn: (kind: Kind) => boolean) {
    this.#clip = clip
    this.#player = player
    this.#isOn = isOn
    this.codecs = new Map(kinds.map((kind) => [kind, CODECS[kind]]))
  }

  connect(sink: Sink): Feed {
    const tracks = [...this.codecs.keys()].flatMap((kind) => {
      const track = this.#clip.get(kind)
      return track ? [new Playhead(kind, track, sink)] : []
    })
    const feed: ClipFeed = new ClipFeed(tracks, this.#isOn, () => {
      this.#player.stop(feed)
      this.#feeds.delete(feed)
    })
    this.#feeds.add(feed)
    this.#player.play(feed)
    return feed
  }

  close(): void {
    for (const feed of this.#feeds) feed.close()
  }
}

/** The flow of a clip to one sink: each has its own position, since each may ask for a keyframe. */
class ClipFeed implements Feed {
  readonly #playheads: readonly Playhead[]
  readonly #isOn: (kind: Kind) => boolean
  readonly #onClose: () => void

  constructor(playheads: readonly Playhead[], isOn: (kind: Kind) => boolean, onClose: () => void) {
    this.#playheads = playheads
    this.#isOn = isOn
    this.#onClose = onClose
  }

  play(now: number): void {
    for (const playhead of this.#playheads) playhead.play(now, this.#isOn(playhead.kind))
  }

  requestKeyframe(): void {
    for (const playhead of this.#playheads) playhead.rewind()
  }

  restart(): void {
    this.requestKeyframe()
  }

  preferHeight(): void {}

  close(): void {
    this.#onClose()
  }
}

/** The position in one track. */
class Playhead {
  readonly kind: Kind
  readonly #track: ClipTrack
  readonly #sink: Sink
  #begunAt: number | undefined
  /** How many frames are due since the beginning; the numbers of packets never go back. */
  #count = 0
  #position = 0
  #sequenceNumber = 0
  #rewoundAt = Number.NEGATIVE_INFINITY
  #wasOn = true

  constructor(kind: Kind, track: ClipTrack, sink: Sink) {
    this.kind = kind
    this.#track = track
    this.#sink = sink
  }

  rewind(): void {
    const now = performance.now()
    if (this.kind === 'audio' || now - this.#rewoundAt < KEYFRAME_INTERVAL) return
    this.#rewoundAt = now
    this.#position = 0
  }

  play(now: number, isOn: boolean): void {
    this.#begunAt ??= now
    const due = Math.floor((now - this.#begunAt) / this.#track.interval) + 1
    if (isOn && !this.#wasOn) this.#position = 0
    this.#wasOn = isOn
    // What a busy machine is late with is left out, but for the last.
    this.#count = Math.max(this.#count, due - MOST_AT_ONCE)
    for (; this.#count < due; this.#count++) if (isOn) this.#send()
  }

  #send(): void {
    const frame = this.#track.frames[this.#position] ?? Buffer.alloc(0)
    this.#position = (this.#position + 1) % this.#track.frames.length
    const payloads = this.kind === 'video' ? packetizeVp8(frame, this.#count) : [frame]
    const { clockRate } = CODECS[this.kind]
    const timestamp = Math.round((this.#count * this.#track.interval * clockRate) / 1000) % 2 ** 32
    payloads.forEach((payload, i) => {
      const marker = this.kind === 'video' && i === payloads.length - 1
      const sequenceNumber = this.#sequenceNumber
      this.#sequenceNumber = (sequenceNumber + 1) % 2 ** 16
      this.#sink.write(this.kind, { payload, sequenceNumber, timestamp, marker }, false)
    })
  }
}
