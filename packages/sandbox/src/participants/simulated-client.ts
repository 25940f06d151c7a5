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

/** A message was refused, or not answered in time. */
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

/** How long it tries, and how long it waits for an answer. */
const PATIENCE = { reconnecting: 30_000, answer: 15_000 }

const URL_OF_SOCKET = 'ws://localhost/rumorwebsocketsv2'

interface Pending {
  frame: Uint8Array<ArrayBuffer>
  answer(answer: { status: number; body: string }): void
}

/** A client that the sandbox plays: it speaks the same frames over the same seam as OpenTok's. */
export class SimulatedClient {
  readonly connectionId: string
  readonly #parts: ClientParts
  readonly #credentials: Credentials
  readonly #listener: ClientListener
  readonly #socketId: string
  readonly #uri: string
  /** The messages that have not been answered; a new socket brings them again. */
  readonly #pending = new Map<string, Pending>()
  #socket: PeerEvents | undefined
  /** Since when there is no socket over which anything has come. */
  #lostAt: number | undefined
  #isConnected = false
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
    this.#open()
    const content = { clientVersion: 'opentok-sandbox', capabilities: ['forceMute'] }
    const path = `/connection/${this.connectionId}`
    const answer = await this.request('create', path, content, [['X-TB-TOKEN-AUTH', this.#credentials.token]])
    this.#isConnected = true
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
    const own: [string, string][] = [
      ['Content-Type', 'application/x-raptor+v2'],
      ['TRANSACTION-ID', transaction],
      ['X-TB-FROM-ADDRESS', this.connectionId],
    ]
    const body = JSON.stringify({ method, uri: this.#uri + path, content })
    const frame = this.#encode('MESSAGE', [...own, ...headers], body)
    const answered = new Promise<{ status: number; body: string }>((resolve) => {
      this.#pending.set(transaction, { frame, answer: resolve })
    })
    const cancel = this.#parts.clock.setTimeout(
      () => this.#settle(transaction, 408, '{"reason":"notAnswered"}'),
      PATIENCE.answer,
    )
    if (this.#hasEnded) this.#settle(transaction, 410, '{"reason":"disconnected"}')
    else this.#socket?.receive(frame)
    const { status, body: answer } = await answered
    cancel()
    if (status >= 200 && status < 300) return answer
    throw new RefusedMessage(`${method} ${path.split('/')[1] ?? ''}`.trim(), status, readReason(answer))
  }

  /** Leaves the session. */
  leave(): void {
    this.#send('DISCONNECT', [['reconnect', '']])
    this.stop()
  }

  /** Goes without a word, as a crashed page does. */
  crash(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.stop()
    socket?.closed(1006)
  }

  /** It is not in the session any more, and waits for nothing. */
  stop(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    for (const transaction of [...this.#pending.keys()]) {
      this.#settle(transaction, 410, '{"reason":"disconnected"}')
    }
    this.#listener.ended()
  }

  get #address(): string {
    return symphonyAddress(this.#credentials.sessionId)
  }

  #settle(transaction: string, status: number, body: string): void {
    const pending = this.#pending.get(transaction)
    this.#pending.delete(transaction)
    pending?.answer({ status, body })
  }

  /** Opens a socket, and sends the messages that are not answered yet. */
  #open(): void {
    let socket: PeerEvents | undefined
    // Not within the call: the sandbox may still be accepting the socket, or telling others.
    const lose = (again: boolean) =>
      queueMicrotask(() => {
        if (socket === undefined || this.#socket !== socket) return
        this.#socket = undefined
        socket.closed(again ? 1006 : 1000)
        if (again && !this.#hasEnded) this.#reconnect()
        else this.stop()
      })
    const peer: Peer = {
      bufferedAmount: 0,
      send: (bytes) => queueMicrotask(() => this.#receive(decodeFrame(bytes, bytes.length))),
      close: () => lose(false),
      terminate: () => lose(true),
    }
    const query = this.#isConnected ? '&reconnect=true' : ''
    const url = `${URL_OF_SOCKET}?socketId=${this.#socketId}${query}&attempt=${this.#parts.createId()}`
    socket = this.#parts.accept(peer, { url, simulated: true })
    this.#socket = socket
    if (!this.#isConnected) {
      this.#send('CONNECT', [
        ['uniqueId', this.connectionId],
        ['notifyDisconnectAddress', this.#address],
      ])
      this.#send('SUBSCRIBE', [], '', [this.#uri])
    }
    for (const { frame } of this.#pending.values()) socket.receive(frame)
  }

  #reconnect(): void {
    this.#lostAt ??= this.#parts.clock.now()
    this.#parts.clock.setTimeout(() => {
      if (this.#hasEnded) return
      const isTooLate = this.#parts.clock.now() - (this.#lostAt ?? 0) > PATIENCE.reconnecting
      if (isTooLate) this.stop()
      else this.#open()
    }, RECONNECT_PAUSE)
  }

  #encode(type: FrameType, headers: [string, string][], body = '', addresses: string[] = []) {
    const to = type === 'MESSAGE' || type === 'STATUS' ? [this.#address] : addresses
    return encodeFrame({ type, addresses: to, headers: new Map(headers), body })
  }

  #send(type: FrameType, headers: [string, string][], body?: string, addresses?: string[]): void {
    this.#socket?.receive(this.#encode(type, headers, body, addresses))
  }

  #receive({ type, headers, body }: Frame): void {
    this.#lostAt = undefined
    const transaction = headers.get('TRANSACTION-ID') ?? ''
    if (type === 'STATUS') this.#settle(transaction, Number(headers.get('STATUS') ?? 200), body)
    if (type !== 'MESSAGE') return
    this.#send('STATUS', [
      ['TRANSACTION-ID', transaction],
      ['X-TB-FROM-ADDRESS', this.connectionId],
    ])
    const { method, uri, content, reason } = JSON.parse(body)
    const path = String(uri).slice(this.#uri.length)
    this.#listener.message({ method, path, content, reason })
    if (method === 'deleted' && path === `/connection/${this.connectionId}`) this.leave()
  }
}

function readReason(body: string): string {
  try {
    return String((JSON.parse(body) as { reason?: unknown }).reason ?? '')
  } catch {
    return ''
  }
}
