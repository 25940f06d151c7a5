import type {
  LoadMediaPath,
  MediaLeg,
  MediaPath,
  MediaPathParts,
  MediaSignal,
  Session,
  Stream,
  Subscriber,
} from '@opentok-sandbox/sandbox'
import { chooseClip } from './clips/clip.ts'
import { ClipPlayer, ClipSource } from './clips/clip-source.ts'
import type { LegParts } from './router/leg-parts.ts'
import type { Kind } from './router/packet.ts'
import { PublisherLeg } from './router/publisher-leg.ts'
import type { Source } from './router/source.ts'
import { SubscriberLeg } from './router/subscriber-leg.ts'
import type { LegNetwork } from './router/werift.ts'
import type { StreamSources } from './stream-sources.ts'

/** Options of {@link createRouter}. */
export interface RouterOptions {
  /** The addresses that clients can reach this machine under, besides those of its interfaces. @default ['127.0.0.1'] */
  addresses?: readonly string[] | undefined
  /** The first and the last UDP port that media takes; each client takes one for each stream. @default any */
  portRange?: readonly [number, number] | undefined
  /** Is kept filled with the endpoints that the router listens on, as `address port`: for a TURN server beside it. */
  endpoints?: Set<string> | undefined
  /** Is kept filled with the media that passes: for recorders and mixers. */
  sources?: StreamSources | undefined
}

/** The client's names for a source that is a media server, and for one that is a client. */
const SOURCE = { server: 'MANTIS', client: 'P2P' }

/**
 * Routes media through this process: publishers send to it, and it sends to each subscriber (messaging facts §6.4). It
 * also plays what simulated participants publish, in sessions of both kinds.
 *
 * @example
 * const sandbox = createSandbox({ mediaServer: { load: createRouter() } })
 */
export function createRouter({ addresses = ['127.0.0.1'], ...options }: RouterOptions = {}): LoadMediaPath {
  return async (parts) => new Router(parts, { addresses, ...options })
}

/** What the media of a stream comes from. */
type Published = { peerId: string; source: Source; close(): Promise<void> | void } & (
  | { leg: PublisherLeg }
  | { leg?: undefined }
)

interface Received {
  leg: SubscriberLeg
  peerId: string
  source: string
}

class Router implements MediaPath {
  readonly #parts: MediaPathParts
  readonly #options: RouterOptions & Pick<LegNetwork, 'addresses'>
  readonly #player = new ClipPlayer()
  readonly #published = new Map<Stream, Published>()
  readonly #received = new Map<Subscriber, Received>()
  /** Clips are given out one after another, so that neighbours differ. */
  #clips = 0

  constructor(parts: MediaPathParts, options: RouterOptions & Pick<LegNetwork, 'addresses'>) {
    this.#parts = parts
    this.#options = options
  }

  publish(...[session, stream, cause]: Parameters<MediaPath['publish']>): void {
    if (stream.owner.simulated) {
      const provided = this.#options.sources?.take(stream.id)
      if (provided) {
        this.#add(stream, { peerId: '', source: provided, close: () => {} })
        session.announce(stream, cause)
        return
      }
      const source = new ClipSource(chooseClip(this.#clips++), kindsOf(stream), this.#player, (kind) =>
        isOn(stream, kind),
      )
      this.#add(stream, { peerId: '', source, close: () => source.close() })
      session.announce(stream, cause)
      return
    }
    const peerId = this.#parts.createId()
    const leg = new PublisherLeg(this.#legParts(session, { stream }, peerId, SOURCE.server), () =>
      session.announce(stream, { by: 'server', entry: cause.entry }),
    )
    this.#add(stream, { peerId, source: leg, leg, close: () => leg.close() })
    const content = { peerId, sourceStreamId: SOURCE.server, simulcastEnabled: this.#parts.simulcast }
    this.#parts.send(session, { stream }, { method: 'generateoffer', content }, { to: 'owner' })
  }

  unpublish(_session: Session, stream: Stream): void {
    this.#end(stream)
  }

  #add(stream: Stream, published: Published): void {
    this.#published.set(stream, published)
    this.#options.sources?.set(stream.id, published.source)
  }

  #end(stream: Stream): void {
    this.#options.sources?.delete(stream.id)
    const published = this.#published.get(stream)
    this.#published.delete(stream)
    if (published) this.#guard(stream, async () => published.close())
    for (const [subscriber, { leg }] of this.#received) {
      if (subscriber.stream !== stream) continue
      this.#received.delete(subscriber)
      this.#guard(stream, () => leg.close())
    }
  }

  begin(session: Session, subscriber: Subscriber): void {
    const { stream } = subscriber
    const published = this.#published.get(stream)
    if (published === undefined) return
    const peerId = this.#parts.createId()
    // A participant of a peer-to-peer session is a client, for the other client.
    const source = session.mediaMode === 'relayed' ? SOURCE.client : SOURCE.server
    const leg = new SubscriberLeg(
      published.source,
      this.#legParts(session, { stream, subscriber }, peerId, source),
    )
    this.#received.set(subscriber, { leg, peerId, source })
    this.update(session, subscriber)
    this.#guard(stream, async () => {
      const sdp = await leg.offer()
      this.#describe(session, { stream, subscriber }, { peerId, source }, 'offer', sdp)
    })
  }

  update(_session: Session, subscriber: Subscriber): void {
    const leg = this.#received.get(subscriber)?.leg
    for (const { id, type } of subscriber.stream.channels.values()) {
      if (type === 'data') continue
      const { active, preferredHeight } = subscriber.wants.get(id) ?? {}
      const height = typeof preferredHeight === 'number' && preferredHeight > 0 ? preferredHeight : undefined
      leg?.want(type, { active: active !== false, height })
    }
  }

  end(_session: Session, subscriber: Subscriber): void {
    const received = this.#received.get(subscriber)
    this.#received.delete(subscriber)
    if (received) this.#guard(subscriber.stream, () => received.leg.close())
  }

  negotiate(...[session, leg, { method, content }, , entry]: Parameters<MediaPath['negotiate']>): void {
    const { stream, subscriber } = leg
    const sdp = String(content.sdp ?? '')
    if (subscriber) {
      const received = this.#received.get(subscriber)
      if (received === undefined) return
      this.#guard(stream, async () => {
        if (method === 'candidate') await received.leg.addCandidate(content)
        if (method === 'answer') await received.leg.accept(sdp)
        if (method === 'offer')
          this.#describe(session, leg, received, 'answer', await received.leg.answer(sdp), entry)
      })
      return
    }
    const published = this.#published.get(stream)
    if (published?.leg === undefined) return
    const { leg: publisher, peerId } = published
    this.#guard(stream, async () => {
      if (method === 'candidate') await publisher.addCandidate(content)
      if (method === 'offer')
        this.#describe(
          session,
          leg,
          { peerId, source: SOURCE.server },
          'answer',
          await publisher.answer(sdp),
          entry,
        )
    })
  }

  close(): void {
    for (const stream of [...this.#published.keys()]) this.#end(stream)
  }

  #describe(
    session: Session,
    leg: MediaLeg,
    { peerId, source }: { peerId: string; source: string },
    method: 'offer' | 'answer',
    sdp: string,
    entry?: number,
  ): void {
    const content = { peerId, sourceStreamId: source, type: method, sdp }
    this.#send(session, leg, { method, content }, source, entry)
  }

  /** A subscriber of a peer-to-peer session is written to in the name of the participant. */
  #send(session: Session, leg: MediaLeg, signal: MediaSignal, source: string, entry?: number): void {
    const from = source === SOURCE.client ? leg.stream.owner : undefined
    this.#parts.send(session, leg, signal, { to: leg.subscriber ? 'subscriber' : 'owner', from, entry })
  }

  #legParts(session: Session, leg: MediaLeg, peerId: string, source: string): LegParts {
    const { network, chance } = this.#parts
    const client = leg.subscriber?.connection ?? leg.stream.owner
    return {
      network: { ...this.#options, route: () => network.routeOf(session, client), chance },
      candidate: (content) =>
        this.#send(
          session,
          leg,
          { method: 'candidate', content: { ...content, peerId, sourceStreamId: source } },
          source,
        ),
    }
  }

  /** What goes wrong with one leg is that leg's alone. */
  #guard(stream: Stream, work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      this.#parts.log({ level: 'warn', message: `The media of the stream ${stream.id} failed: ${message}` })
    })
  }
}

function kindsOf({ channels }: Stream): Kind[] {
  const types = new Set([...channels.values()].map(({ type }) => type))
  return (['video', 'audio'] as const).filter((kind) => types.has(kind))
}

function isOn({ channels }: Stream, kind: Kind): boolean {
  return [...channels.values()].some(
    ({ type, properties }) => type === kind && properties.get('active') !== false,
  )
}
