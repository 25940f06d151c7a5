import { decodeSessionId, type MediaMode, SessionIdError, type SessionIdFields } from '@opentok-sandbox/core'
import type { MediaPath } from '../media/media-path.ts'
import type { Message } from '../messaging/message.ts'
import type { Connection, EndReason } from './connection.ts'
import type { Stream } from './stream.ts'
import type { Subscriber } from './subscriber.ts'
import type { Traits } from './traits.ts'

/**
 * A session with clients in it. A session has no record that could be lost: everything that it needs to
 * begin is in its ID.
 */
export class Session {
  readonly id: string
  readonly apiKey: string
  readonly mediaMode: MediaMode
  /** Whether whoever publishes from now on begins muted. */
  muted = false
  readonly #media: MediaPath
  readonly #traits: Readonly<Traits>
  readonly #changed: () => void
  readonly #connections = new Map<string, Connection>()
  readonly #streams = new Map<string, Stream>()

  constructor(id: string, apiKey: string, media: MediaPath, traits: Readonly<Traits>, changed: () => void) {
    this.id = id
    this.apiKey = apiKey
    this.mediaMode = readSessionId(id)?.mediaMode ?? 'routed'
    this.#media = media
    this.#traits = traits
    this.#changed = changed
  }

  /** The URI that the resources of this session begin with (messaging facts §3). */
  get uri(): string {
    return `/v2/partner/${this.apiKey}/session/${this.id}`
  }

  /** The one address that clients write to (messaging facts §1.3). */
  get symphonyAddress(): string {
    return symphonyAddress(this.id)
  }

  get connections(): ReadonlyMap<string, Connection> {
    return this.#connections
  }

  get streams(): ReadonlyMap<string, Stream> {
    return this.#streams
  }

  /** Adds a connection, and tells everybody, the newcomer included: its `connect()` waits for that. */
  join(connection: Connection): void {
    this.#connections.set(connection.id, connection)
    this.announce('created', `/connection/${connection.id}`, connection)
    this.#changed()
  }

  /**
   * Removes a connection with all that it published and subscribed to, and tells those who stay; the one that
   * goes too, unless it went by itself.
   */
  leave(connection: Connection, reason: EndReason): void {
    if (this.#connections.get(connection.id) !== connection) return
    if (reason === 'clientDisconnected') this.#connections.delete(connection.id)
    for (const stream of this.#streams.values()) {
      if (stream.owner === connection) this.unpublish(stream, reason)
      else {
        for (const subscriber of stream.subscribers.values()) {
          if (subscriber.connection === connection) this.unsubscribe(subscriber)
        }
      }
    }
    this.announce('deleted', `/connection/${connection.id}`, {}, reason)
    this.#connections.delete(connection.id)
    this.#changed()
  }

  /** Adds a stream, and tells everybody, its publisher included: its `publish()` waits for that. */
  publish(stream: Stream): void {
    this.#streams.set(stream.id, stream)
    this.announce('created', `/stream/${stream.id}`, stream)
    this.#streamsChanged()
  }

  /** Removes a stream, and tells everybody. */
  unpublish(stream: Stream, reason: EndReason): void {
    this.#streams.delete(stream.id)
    // Each client closes what it had of the stream by itself.
    stream.subscribers.clear()
    this.announce('deleted', `/stream/${stream.id}`, {}, reason)
    this.#streamsChanged()
  }

  #streamsChanged(): void {
    this.#changed()
    this.#traits.archive?.update(this.#streams.size > 0, (method, archive) => {
      this.announce(
        method,
        `/archive/${archive.id}`,
        method === 'created' ? archive : { status: archive.status },
      )
    })
  }

  subscribe(subscriber: Subscriber): void {
    subscriber.stream.subscribers.set(subscriber.id, subscriber)
    this.#media.begin(this, subscriber)
  }

  unsubscribe(subscriber: Subscriber): void {
    subscriber.stream.subscribers.delete(subscriber.id)
    this.#media.end(this, subscriber)
  }

  /** Makes a publisher mute its microphone; its client says so through its channel. */
  muteStream({ id, owner }: Stream): void {
    const uri = `${this.uri}/stream/${id}`
    owner.mailbox.deliver({ method: 'update', uri, content: MUTE, from: this.symphonyAddress })
  }

  /** Mutes all who publish but those excluded, and all who will; or, with `false`, no longer those who will. */
  muteAll(active: boolean, excluded: readonly string[] = []): void {
    this.muted = active
    this.announce('update', '', { ...MUTE, active, exclusion: excluded })
    if (!active) return
    for (const stream of this.#streams.values()) {
      if (!excluded.includes(stream.id)) this.muteStream(stream)
    }
  }

  /**
   * Delivers a signal to everybody, its sender included, or to one connection.
   *
   * @param from `undefined` for a signal of the server
   */
  signal(id: string, content: object, { from, to }: { from?: Connection; to?: Connection } = {}): void {
    const signal = { method: 'signal', uri: `${this.uri}/signal/${id}`, content, from: from?.id ?? '' }
    const introduced = from && { ...signal, content: { ...content, fromConnection: from } }
    for (const receiver of to ? [to] : this.#connections.values()) {
      receiver.mailbox.deliver((receiver.knowsNobody && introduced) || signal)
    }
  }

  /** A client negotiates the media of a subscription. */
  negotiate(...negotiation: DropFirst<Parameters<MediaPath['negotiate']>>): void {
    this.#media.negotiate(this, ...negotiation)
  }

  /** Tells everybody of a resource; the path is what follows the session's URI. */
  announce(method: string, path: string, content: object, reason?: EndReason): void {
    const message = { method, uri: this.uri + path, content, from: this.symphonyAddress }
    this.broadcast(reason === undefined ? message : { ...message, reason })
  }

  broadcast(message: Message): void {
    for (const { mailbox } of this.#connections.values()) mailbox.deliver(message)
  }

  /** What a newcomer learns of the session, itself included (messaging facts §5). */
  state(newcomer: Connection): object {
    return {
      connection: [...this.#connections.values(), newcomer],
      stream: [...this.#streams.values()],
      archive: [this.#traits.archive?.current ?? []].flat(),
      ...(this.muted && { mute: { active: true } }),
    }
  }
}

/** What a client is told whose sound is to be off (messaging facts §3.1). */
const MUTE = { reason: 'mute', channels: ['audio'], active: true, locked: false }

type DropFirst<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never

/** The address of a session's messages; any text would do, and this is the one that logs understand. */
export function symphonyAddress(sessionId: string): string {
  return `symphony.${sessionId}`
}

/** The fields of a session ID, or `undefined` where the text is no session ID. */
export function readSessionId(sessionId: string): SessionIdFields | undefined {
  try {
    return decodeSessionId(sessionId)
  } catch (error) {
    if (error instanceof SessionIdError) return undefined
    throw error
  }
}
