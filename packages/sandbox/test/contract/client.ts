import { OpenTok, type Session, type SessionOptions, type TokenOptions } from '@opentok-sandbox/core'
import {
  DEVELOPMENT_PROJECT,
  encodeFrame,
  type Frame,
  type FrameType,
  MESSAGING_HOST,
} from '@opentok-sandbox/sandbox'
import type { TestClock } from '../test-clock.ts'
import type { TestSocket, Transport } from './transport.ts'

export const MESSAGING_URL = `wss://${MESSAGING_HOST}/rumorwebsocketsv2`

/** Creates a session through the transport, by the client of `packages/core`. */
export function createSession(
  transport: Transport,
  clock: TestClock,
  options?: SessionOptions,
): Promise<Session> {
  const fetch: typeof globalThis.fetch = (input, init) => transport.fetch(new Request(input, init))
  return new OpenTok({ ...DEVELOPMENT_PROJECT, clock, fetch, retry: 0 }).createSession(options)
}

/** The body of a MESSAGE frame. */
export interface Received {
  method: string
  uri: string
  content: Record<string, unknown>
  reason?: string
}

/** A client of the wire, frame by frame, as the browser client is (messaging facts §5). */
export class WireClient {
  readonly id: string
  readonly socketId: string
  readonly session: Session
  socket: TestSocket
  readonly #transport: Pick<Transport, 'connect'>
  #transactions = 0

  constructor(transport: Pick<Transport, 'connect'>, session: Session, id: string) {
    this.#transport = transport
    this.session = session
    this.id = id
    this.socketId = `socket-of-${id}`
    this.socket = transport.connect(`${MESSAGING_URL}?socketId=${this.socketId}&attempt=1`)
  }

  /** Connects, and returns the state of the session. */
  static async join(
    transport: Pick<Transport, 'connect'>,
    session: Session,
    id: string,
    options?: TokenOptions,
  ): Promise<WireClient> {
    const client = new WireClient(transport, session, id)
    const status = await client.connect(await session.generateToken(options))
    if (status.headers.get('STATUS') !== '200')
      throw new Error(`connect was answered ${status.headers.get('STATUS')}`)
    await client.receive('created', `/connection/${id}`)
    return client
  }

  get uri(): string {
    return `/v2/partner/${this.session.apiKey}/session/${this.session.sessionId}`
  }

  /** Sends what `connect()` sends, and gives the STATUS that answers it. */
  connect(token: string): Promise<Frame> {
    this.sendFrame('CONNECT', {
      uniqueId: this.id,
      'TRANSACTION-ID': 'c',
      notifyDisconnectAddress: 'symphony',
    })
    this.sendFrame('SUBSCRIBE', {}, '', [this.uri])
    this.send('create', `/connection/${this.id}`, { userAgent: 'test' }, { 'X-TB-TOKEN-AUTH': token })
    return this.socket.next()
  }

  sendFrame(
    type: FrameType,
    headers: Record<string, string> = {},
    body = '',
    addresses: string[] = [],
  ): void {
    this.socket.send(encodeFrame({ type, addresses, headers: new Map(Object.entries(headers)), body }))
  }

  /** Sends a message; the path is what follows the session's URI. Returns its transaction. */
  send(method: string, path: string, content: object = {}, headers: Record<string, string> = {}): string {
    const transaction = headers['TRANSACTION-ID'] ?? `${this.id}-${++this.#transactions}`
    const all = { 'Content-Type': 'application/x-raptor+v2', ...headers, 'TRANSACTION-ID': transaction }
    this.sendFrame('MESSAGE', all, JSON.stringify({ method, uri: `${this.uri}${path}`, content }), [
      'symphony',
    ])
    return transaction
  }

  /** Sends a message, and gives the number in the STATUS that answers it. */
  async ask(method: string, path: string, content: object = {}): Promise<string> {
    const transaction = this.send(method, path, content)
    const frame = await this.socket.next()
    if (frame.type !== 'STATUS' || frame.headers.get('TRANSACTION-ID') !== transaction) {
      throw new Error(`${method} ${path} was followed by ${frame.type} ${frame.body}`)
    }
    const { reason = '' } = frame.body ? JSON.parse(frame.body) : {}
    return `${frame.headers.get('STATUS')} ${reason}`.trim()
  }

  /** Takes the next frame, which must be a message of this method and path; acknowledges it. */
  async receive(
    method: string,
    path: string,
    { acknowledge = true } = {},
  ): Promise<Received & { from: string }> {
    const frame = await this.socket.next()
    const message = (frame.body ? JSON.parse(frame.body) : {}) as Received
    if (frame.type !== 'MESSAGE' || message.method !== method || message.uri !== `${this.uri}${path}`) {
      throw new Error(`Expected ${method} ${path}, and ${frame.type} ${frame.body} came`)
    }
    if (acknowledge) this.sendFrame('STATUS', { 'TRANSACTION-ID': frame.headers.get('TRANSACTION-ID') ?? '' })
    return { ...message, from: frame.headers.get('X-TB-FROM-ADDRESS') ?? 'none' }
  }

  /** A round trip: whatever the sandbox had to say before has come when this is done. */
  async settle(): Promise<void> {
    this.sendFrame('PING')
    const frame = await this.socket.next()
    if (frame.type !== 'PONG') throw new Error(`Expected PONG, and ${frame.type} ${frame.body} came`)
  }

  /** Opens a new socket under the same socket ID. */
  reconnect(): void {
    this.socket = this.#transport.connect(
      `${MESSAGING_URL}?socketId=${this.socketId}&reconnect=true&attempt=2`,
    )
  }
}
