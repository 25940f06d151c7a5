import { writeFakeOffer } from '../media/fake-media.ts'
import {
  type ClientParts,
  type Credentials,
  RefusedMessage,
  type ServerMessage,
  SimulatedClient,
} from './simulated-client.ts'

/** How long a publisher waits until its stream is announced, in milliseconds, as OpenTok's client does. */
const PATIENCE = 15_000

/** What a participant publishes. */
export interface PublishRequest {
  /** The name of the stream. @default the participant's name */
  name?: string | undefined
  /** Whether it has sound. @default true */
  audio?: boolean | undefined
  /** Whether it has a picture. @default true */
  video?: boolean | undefined
  /** Whether it publishes captions: what it is told to speak. @default false */
  captions?: boolean | undefined
  /** @default 'camera' */
  videoType?: 'camera' | 'screen' | 'custom' | undefined
}

/** A participant as it is listed; plain data. */
export interface ParticipantSnapshot {
  connectionId: string
  sessionId: string
  name: string
  role: string
  data: string
  /** `undefined` while it does not publish. */
  streamId?: string | undefined
  /** Whether its microphone and its camera are on. */
  audio: boolean
  video: boolean
}

/** Who a participant is. */
export interface ParticipantIdentity {
  name: string
  role: string
  data: string
}

interface PublishedStream {
  id: string
  audio: boolean | undefined
  video: boolean | undefined
}

/** A participant that the sandbox plays: it publishes, signals and mutes, and does what a moderator makes it do. */
export class Participant {
  readonly #identity: ParticipantIdentity
  readonly #sessionId: string
  readonly #createId: () => string
  readonly #clock: ClientParts['clock']
  readonly #client: SimulatedClient
  #stream: PublishedStream | undefined
  /** Tells whether the stream that is being published has been announced. */
  #published: ((isAnnounced: boolean) => void) | undefined
  /** Whether a client that publishes now begins muted. */
  #isMutedOnEntry = false

  /** @param onEnd is called when it is not in the session any more */
  constructor(
    parts: ClientParts,
    credentials: Credentials,
    identity: ParticipantIdentity,
    onEnd: (participant: Participant) => void,
  ) {
    this.#identity = identity
    this.#sessionId = credentials.sessionId
    this.#createId = parts.createId
    this.#clock = parts.clock
    this.#client = new SimulatedClient(parts, credentials, {
      message: (message) => this.#hear(message),
      ended: () => {
        this.#published?.(false)
        onEnd(this)
      },
    })
  }

  get connectionId(): string {
    return this.#client.connectionId
  }

  describe(): ParticipantSnapshot {
    const stream = this.#stream
    return {
      connectionId: this.connectionId,
      sessionId: this.#sessionId,
      ...this.#identity,
      ...(stream && { streamId: stream.id }),
      audio: stream?.audio ?? false,
      video: stream?.video ?? false,
    }
  }

  /** @throws {RefusedMessage} */
  async connect(): Promise<void> {
    const { mute } = (await this.#client.connect()) as { mute?: { active?: boolean } }
    this.#isMutedOnEntry ||= mute?.active === true
  }

  /** @throws {RefusedMessage} */
  async publish({
    name = this.#identity.name,
    audio = true,
    video = true,
    captions = false,
    videoType = 'camera',
  }: PublishRequest) {
    if (this.#stream) await this.unpublish()
    const id = this.#createId()
    const hasSound = audio && !this.#isMutedOnEntry
    const picture = { id: 'video1', type: 'video', active: true, width: 640, height: 480, source: videoType }
    const sound = { id: 'audio1', type: 'audio', active: hasSound }
    const text = { id: 'caption1', type: 'data', active: true }
    const channel = [...(video ? [picture] : []), ...(audio ? [sound] : []), ...(captions ? [text] : [])]
    const published = new Promise<boolean>((resolve) => {
      this.#published = resolve
    })
    const cancel = this.#clock.setTimeout(() => this.#published?.(false), PATIENCE)
    this.#stream = { id, audio: audio ? hasSound : undefined, video: video ? true : undefined }
    try {
      await this.#client.request('create', `/stream/${id}`, { id, name, channel, customProperties: {} })
    } catch (error) {
      this.#stream = undefined
      cancel()
      throw error
    }
    const isAnnounced = await published
    cancel()
    if (!isAnnounced) throw new RefusedMessage('create stream', 408, 'notAnnounced')
  }

  async unpublish(): Promise<void> {
    const stream = this.#stream
    this.#stream = undefined
    if (stream) await this.#client.request('delete', `/stream/${stream.id}`, {})
  }

  /** Turns the microphone or the camera of its stream off or on. */
  async setActive(media: 'audio' | 'video', active: boolean): Promise<boolean> {
    const stream = this.#stream
    if (stream?.[media] === undefined) return false
    stream[media] = active
    await this.#client.request('update', `/stream/${stream.id}/channel/${media}1`, { active })
    return true
  }

  async signal({ type, data, to }: { type?: string; data?: unknown; to?: string }): Promise<void> {
    const receiver = to === undefined ? '' : `/connection/${to}`
    await this.#client.request('signal', `${receiver}/signal/${this.#createId()}`, { type, data })
  }

  leave(): void {
    this.#client.leave()
  }

  crash(): void {
    this.#client.crash()
  }

  /** It waits for nothing any more. */
  stop(): void {
    this.#client.stop()
  }

  #hear({ method, path, content }: ServerMessage): void {
    const stream = this.#stream
    if (path === '') this.#isMutedOnEntry = method === 'update' && content.active === true
    if (stream === undefined || !path.startsWith(`/stream/${stream.id}`)) return
    const isWhole = path === `/stream/${stream.id}`
    if (method === 'created' && isWhole) this.#published?.(true)
    if (method === 'deleted' && isWhole) this.#stream = undefined
    // It answers a moderator, or it is gone meanwhile.
    if (method === 'update' && isWhole) void this.setActive('audio', false).catch(() => {})
    if (method === 'generateoffer') this.#offer(stream, path, content)
  }

  #offer(stream: PublishedStream, path: string, { peerId, sourceStreamId }: ServerMessage['content']): void {
    const kinds = (['video', 'audio'] as const).filter((kind) => stream[kind] !== undefined)
    const sdp = writeFakeOffer(kinds, this.#createId().slice(0, 8))
    // The subscriber may have gone meanwhile.
    void this.#client.request('offer', path, { peerId, sourceStreamId, type: 'offer', sdp }).catch(() => {})
  }
}
