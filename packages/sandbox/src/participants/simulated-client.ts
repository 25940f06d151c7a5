import type { Clock } from '@opentok-sandbox/core'
import { decodeFrame, encodeFrame, type Frame, type FrameType } from '../messaging/frame.ts'
import type { Peer, PeerEvents, PeerInfo } from '../messaging/peer.ts'
import { sessionUriOf, symphonyAddress } from '../messaging/session-address.ts'

/** How a client connects. */
export interface Credentials {
  apiKey: string
  sessionId: string
  token: string
}

/** Where a simulated client connects to, and what it takes from outside. */
export interface ClientParts {
  accept(peer: Peer, info: PeerInfo): PeerEvents
  createId(): string
  clock: Clock
}

/** A message to a client. */
export interface ServerMessage {
  method: string
  /** The URI below the session. */
  path: string
  content: Readonly<Record<string, unknown>>
  reason: string | undefined
}

/** What a simulated client is told. */
export interface ClientListener {
  message(message: ServerMessage): void
  /** The client is not in the session any more. */
  ended(): void
}

/** A message was refused. */
export class RefusedMessage extends Error {
  override readonly name = 'RefusedMessage'
  readonly status: number

  constructor(what: string, status: number, reason: string) {
    super(`${what} was refused with ${status} ${reason}`)
    this.status = status
  }
}

/** How long a client waits before it opens another socket in place of one that broke, in milliseconds. */
const RECONNECT_PAUSE = 1000

const URL_OF_SOCKET = 'ws://localhost/rumorwebsocketsv2'

/** A client that the sandbox plays: it speaks the same frames over the same seam as OpenTok's. */
export class SimulatedClient {
  readonly connectionId: string
  readonly #parts: ClientParts
  readonly #credentials: Credentials
  readonly #listener: ClientListener
  readonly #socketId: string
  readonly #uri: string
  readonly #answers = new Map<string, (answer: { status: number; body: string }) => void>()
  #socket: PeerEvents | undefined
  #hasEnded = false

  constructor(parts: ClientParts, credentials: Credentials, listener: ClientListener) {
    this.#parts = parts
    this.#credentials = credentials
    this.#listener = listener
    this.connectionId = parts.createId()
    this.#socketId = parts.createId()
    this.#uri = sessionUriOf(credentials.apiKey, credentials.sessionId)
  }

  /**
   * Connects to the session.
   *
   * @returns what is in the session already
   * @throws {RefusedMessage}
   */
  async connect(): Promise<Record<string, unknown>> {
    this.#open('')
    this.#send('CONNECT', [
      ['uniqueId', this.connectionId],
      ['notifyDisconnectAddress', this.#address],
    ])
    this.#send('SUBSCRIBE', [], '', [this.#uri])
    const content = { clientVersion: 'opentok-sandbox', capabilities: ['forceMute'] }
    const path = `/connection/${this.connectionId}`
    const answer = await this.request('create', path, content, [['X-TB-TOKEN-AUTH', this.#credentials.token]])
    return JSON.parse(answer || '{}') as Record<string, unknown>
  }

  /**
   * Sends a message, and waits for its answer.
   *
   * @returns the body of the answer
   * @throws {RefusedMessage}
   */
  async request(
    method: string,
    path: string,
    content: object,
    headers: [string, string][] = [],
  ): Promise<string> {
    const transaction = this.#parts.createId()
    const answered = new Promise<{ status: number; body: string }>((resolve) => {
      this.#answers.set(transaction, resolve)
    })
    const body = JSON.stringify({ method, uri: this.#uri + path, content })
    const own: [string, string][] = [
      ['Content-Type', 'application/x-raptor+v2'],
      ['TRANSACTION-ID', transaction],
      ['X-TB-FROM-ADDRESS', this.connectionId],
    ]
    this.#send('MESSAGE', [...own, ...headers], body)
    const { status, body: answer } = await answered
    if (status >= 200 && status < 300) return answer
    throw new RefusedMessage(`${method} ${path.split('/')[1] ?? ''}`.trim(), status, readReason(answer))
  }

  /** Leaves the session. */
  leave(): void {
    this.#hasEnded = true
    this.#send('DISCONNECT', [['reconnect', '']])
  }

  /** Goes without a word, as a crashed page does. */
  crash(): void {
    this.#hasEnded = true
    const socket = this.#socket
    this.#socket = undefined
    socket?.closed(1006)
  }

  get #address(): string {
    return symphonyAddress(this.#credentials.sessionId)
  }

  #open(query: string): void {
    let socket: PeerEvents | undefined
    const lose = (again: boolean) => {
      if (this.#socket !== socket || socket === undefined) return
      this.#socket = undefined
      queueMicrotask(() => socket?.closed(again ? 1006 : 1000))
      if (again && !this.#hasEnded) this.#reconnect()
      else this.#end()
    }
    const peer: Peer = {
      bufferedAmount: 0,
      // Not within the call: the sandbox is still telling others.
      send: (bytes) => queueMicrotask(() => this.#receive(decodeFrame(bytes))),
      close: () => lose(false),
      terminate: () => lose(true),
    }
    const attempt = this.#parts.createId()
    const url = `${URL_OF_SOCKET}?socketId=${this.#socketId}${query}&attempt=${attempt}`
    socket = this.#parts.accept(peer, { url, simulated: true })
    this.#socket = socket
  }

  #reconnect(): void {
    this.#parts.clock.setTimeout(() => {
      if (!this.#hasEnded) this.#open('&reconnect=true')
    }, RECONNECT_PAUSE)
  }

  #end(): void {
    this.#hasEnded = true
    for (const answer of this.#answers.values()) answer({ status: 410, body: '{"reason":"disconnected"}' })
    this.#answers.clear()
    this.#listener.ended()
  }

  #send(type: FrameType, headers: [string, string][] = [], body = '', addresses: string[] = []): void {
    const to = type === 'MESSAGE' || type === 'STATUS' ? [this.#address] : addresses
    this.#socket?.receive(encodeFrame({ type, addresses: to, headers: new Map(headers), body }))
  }

  #receive({ type, headers, body }: Frame): void {
    const transaction = headers.get('TRANSACTION-ID') ?? ''
    if (type === 'STATUS') {
      this.#answers.get(transaction)?.({ status: Number(headers.get('STATUS') ?? 200), body })
      this.#answers.delete(transaction)
    }
    if (type !== 'MESSAGE') return
    this.#send('STATUS', [
      ['TRANSACTION-ID', transaction],
      ['X-TB-FROM-ADDRESS', this.connectionId],
    ])
    const { method, uri, content, reason } = JSON.parse(body)
    const path = String(uri).slice(this.#uri.length)
    this.#listener.message({ method, path, content, reason })
    if (method === 'deleted' && path === `/connection/${this.connectionId}`) {
      this.#hasEnded = true
      this.#send('DISCONNECT', [['reconnect', '']])
      this.#end()
    }
  }
}

function readReason(body: string): string {
  try {
    return String((JSON.parse(body) as { reason?: unknown }).reason ?? '')
  } catch {
    return ''
  }
}
