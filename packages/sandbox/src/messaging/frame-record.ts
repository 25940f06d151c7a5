import type { Described } from '../journal/entry.ts'
import { name } from '../journal/event-record.ts'
import { JournalRecord, type RecordSubject } from '../journal/record.ts'
import { decodeFrame, type Frame, sizeOf } from './frame.ts'
import { type ClientMessage, parseMessage } from './message.ts'

/** Whose frame it is, and what brought it about. */
export interface FrameOrigin extends RecordSubject {
  /** The number of the request that opened the socket. */
  readonly socket: number | undefined
}

/** A frame that has come from a client, or gone to one. */
abstract class FrameRecord extends JournalRecord {
  declare readonly size: number
  declare readonly socket: number | undefined

  constructor(origin: FrameOrigin, size: number) {
    super(origin)
    this.socket = origin.socket
    this.size = size
  }

  override get kind(): 'frame' {
    return 'frame'
  }

  /** The frame, with the message that it carries or answers. */
  protected abstract read(): { frame: Frame; message: Partial<ClientMessage> | undefined }
  protected abstract get direction(): 'in' | 'out'

  override describe(): Described {
    const { frame, message } = this.read()
    const { method, resource } = message ?? {}
    const reply = this.direction === 'out' && frame.type === 'STATUS' ? readJson(frame.body) : undefined
    const reason = isObject(reply) && typeof reply.reason === 'string' ? reply.reason : undefined
    const what = method === undefined ? '' : ` ${`${method} ${resource}`.trim()}`
    const outcome = this.status === undefined ? '' : ` ${this.status}${reason ? ` ${reason}` : ''} for`
    const label =
      frame.type === 'STATUS' && this.status === undefined ? `${frame.type} (received)` : frame.type
    const who = this.connection ? name(this.connection) : '(not connected)'
    return {
      kind: 'frame',
      direction: this.direction,
      frame: frame.type,
      method,
      resource,
      ids: message?.parameters && Object.fromEntries(message.parameters),
      content: frame.type === 'STATUS' ? reply : message?.content,
      status: this.status,
      reason,
      transaction: frame.headers.get('TRANSACTION-ID'),
      socket: this.socket,
      text: `${who} ${this.direction === 'in' ? 'sent' : 'got'} ${label}${outcome}${what}`,
    }
  }
}

/** A frame of a client. */
export class ReceivedFrame extends FrameRecord {
  declare readonly frame: Frame

  constructor(frame: Frame, origin: FrameOrigin) {
    super(origin, sizeOf(frame))
    this.frame = frame
  }

  protected override get direction(): 'in' {
    return 'in'
  }

  protected override read() {
    const { frame } = this
    return { frame, message: frame.type === 'MESSAGE' ? readMessage(frame.body) : undefined }
  }
}

/** A client has received a message: half of all frames are of this kind, so little is kept of each. */
export class Acknowledgement extends FrameRecord {
  declare readonly transaction: string

  constructor(transaction: string, origin: FrameOrigin) {
    super(origin, 0)
    this.transaction = transaction
  }

  protected override get direction(): 'in' {
    return 'in'
  }

  protected override read() {
    const headers = new Map([['TRANSACTION-ID', this.transaction]])
    return { frame: { type: 'STATUS', addresses: [], headers, body: '' } as const, message: undefined }
  }
}

/** A frame to a client. One that goes to many takes memory once. */
export class SentFrame extends FrameRecord {
  declare readonly bytes: Uint8Array<ArrayBuffer>

  constructor(bytes: Uint8Array<ArrayBuffer>, origin: FrameOrigin, isFirst: boolean) {
    super(origin, isFirst ? bytes.length : 0)
    this.bytes = bytes
  }

  protected override get direction(): 'out' {
    return 'out'
  }

  protected override read(): { frame: Frame; message: ClientMessage | undefined } {
    const frame = decodeFrame(this.bytes, this.bytes.length)
    return { frame, message: frame.type === 'MESSAGE' ? readMessage(frame.body) : undefined }
  }
}

/** The answer to a message of a client. */
export class StatusFrame extends SentFrame {
  readonly #answered: ClientMessage | undefined
  readonly #status: number

  constructor(
    bytes: Uint8Array<ArrayBuffer>,
    origin: FrameOrigin,
    answered: ClientMessage | undefined,
    status: number,
  ) {
    super(bytes, origin, true)
    this.#answered = answered
    this.#status = status
  }

  override get status(): number {
    return this.#status
  }

  protected override read() {
    return { frame: decodeFrame(this.bytes, this.bytes.length), message: this.#answered }
  }
}

function readMessage(body: string): ClientMessage | undefined {
  try {
    return parseMessage(body)
  } catch {
    return undefined
  }
}

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
