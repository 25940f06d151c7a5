import { type Channel, readChannel } from './channel.ts'
import type { Connection } from './connection.ts'
import type { Content } from './content.ts'

/** One client's subscription to a stream. */
export interface Subscriber {
  readonly id: string
  readonly stream: Stream
  /** The client that subscribes. */
  readonly connection: Connection
  /** What it wants of each channel, by the wire's names: `active`, `preferredWidth`, … (media facts §2.4). */
  readonly wants: Map<string, Content>
}

/** What a publisher publishes (messaging facts §3.3 and §6.1). */
export class Stream {
  readonly id: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly creationTime: number
  readonly owner: Connection
  readonly channels: ReadonlyMap<string, Channel>
  readonly subscribers = new Map<string, Subscriber>()
  /** For the layout of archives and broadcasts; clients are not told. */
  layoutClassList: readonly string[]
  /** What else the publisher sent; clients get it as it came. */
  readonly #rest: Record<string, unknown>

  private constructor(id: string, owner: Connection, creationTime: number, content: StreamContent) {
    this.id = id
    this.owner = owner
    this.layoutClassList = owner.initialLayoutClassList
    this.creationTime = creationTime
    this.name = content.name
    this.channels = content.channels
    this.#rest = content.rest
  }

  /** Reads the stream of a publisher's message; `undefined` if it is not one. */
  static read(
    id: string,
    owner: Connection,
    creationTime: number,
    content: Readonly<Record<string, unknown>>,
  ): Stream | undefined {
    const read = readContent(content)
    return read && new Stream(id, owner, creationTime, read)
  }

  /** What its picture shows: `camera`, `screen` or `custom`; `undefined` where it has none. */
  get videoType(): string | undefined {
    const video = [...this.channels.values()].find(({ type }) => type === 'video')
    return video && String(video.properties.get('source') ?? 'camera')
  }

  toJSON(): Record<string, unknown> {
    return {
      id: this.id,
      name: this.name,
      creationTime: this.creationTime,
      connection: this.owner,
      channel: [...this.channels.values()].map(({ id, type, properties }) => ({
        id,
        type,
        ...Object.fromEntries(properties),
      })),
      ...this.#rest,
    }
  }
}

interface StreamContent {
  name: string
  channels: ReadonlyMap<string, Channel>
  rest: Record<string, unknown>
}

const MOST_CHANNELS = 16

/** In characters of JSON; clients write their initials there. Every newcomer gets all of it. */
const LONGEST_PROPERTIES = 8192

function readContent(content: Readonly<Record<string, unknown>>): StreamContent | undefined {
  const { name = '', channel, customProperties = {}, sourceStreamId } = content
  if (typeof name !== 'string' || name.length > 1000) return undefined
  if (!Array.isArray(channel) || channel.length > MOST_CHANNELS) return undefined
  if (typeof customProperties !== 'object' || customProperties === null) return undefined
  if (JSON.stringify(customProperties).length > LONGEST_PROPERTIES) return undefined
  if (typeof sourceStreamId === 'string' && sourceStreamId.length > 255) return undefined
  const channels = new Map<string, Channel>()
  for (const value of channel) {
    const read = readChannel(value)
    if (read === undefined || channels.has(read.id)) return undefined
    channels.set(read.id, read)
  }
  const rest = {
    customProperties,
    publisherAudioFallbackEnabled: content.publisherAudioFallbackEnabled === true,
    subscriberAudioFallbackEnabled: content.subscriberAudioFallbackEnabled === true,
    ...(typeof sourceStreamId === 'string' && { sourceStreamId }),
  }
  return { name, channels, rest }
}
