import type { Journal } from '../journal/journal.ts'
import type { JournalRecord, Party } from '../journal/record.ts'
import type { Connection } from '../session/connection.ts'
import type { Session } from '../session/session.ts'
import { readClientId } from './client-id.ts'
import type { Envelopes } from './envelope.ts'
import { encodeFrame, type Frame, sizeOf } from './frame.ts'
import { Acknowledgement, type FrameOrigin, ReceivedFrame, SentFrame, StatusFrame } from './frame-record.ts'
import type { ClientMessage, Message } from './message.ts'
import type { Peer, PeerInfo } from './peer.ts'

const PONG = encodeFrame({ type: 'PONG', addresses: [], headers: new Map(), body: '' })

/** How much is kept for a client that does not acknowledge it; one that lives has some hundred messages. */
const MOST_UNACKNOWLEDGED = { messages: 10_000, bytes: 16 * 1024 * 1024 }
/** How many bytes may wait in a socket whose other end reads too slowly. */
const MOST_BUFFERED = 16 * 1024 * 1024
/** A client that does not read must not fill the memory with answers to its pings. */
const MOST_BUFFERED_FOR_PONG = 64 * 1024
/** How many answers are kept: a client asks for no more than these again after a reconnection. */
const ANSWERS_KEPT = { member: 1000, stranger: 20 }
/** The state of a session with many clients is worth forgetting, once its reader has it. */
const LONG_ANSWER = 1024
/** Frames that wait for an earlier one of the same client. */
const MOST_WAITING = { frames: 1000, characters: 1024 * 1024 }

/** A client's place in a session. */
export interface Membership {
  session: Session
  connection: Connection
}

/** A message that the client has not acknowledged. */
interface Sent {
  bytes: Uint8Array<ArrayBuffer>
  order: number
  /** The number of what it tells of, in the journal. */
  cause: number | undefined
  /** Its own number there, once it has been sent. */
  entry: number | undefined
  /** Whether its bytes are in memory for it alone, so far. */
  isFirst: boolean
}

/** What is wrong with a socket by a fault, from some moment on: it sends no PONG, or nothing at all. */
export type SocketTrouble = 'no-pong' | 'silent'

/** What a link leaves to its owner. */
export interface LinkOwner {
  readonly journal: Pick<Journal, 'add'>
  /** @param entry the number of the frame in the journal */
  handle(frame: Frame, entry: number): void | Promise<void>
  /** The client acknowledges nothing, or reads too slowly. It is called while others are being told something. */
  overflow(): void
}

/**
 * One client across all its sockets: nothing is lost and nothing is doubled when one is replaced by the next (messaging
 * facts §4). What the client has not acknowledged is sent again; what it sends again is answered again, but not done
 * again.
 */
export class Link {
  /** Names the client across its sockets; empty where the client does not mean to reconnect. */
  readonly socketId: string
  /** The `uniqueId` of its CONNECT frame: the connection ID that the client chose. */
  uniqueId = ''
  #membership: Membership | undefined
  /** Where the client was last connected: its last frames are about that. */
  #lastMembership: Membership | undefined
  /** Whether the client has left, was disconnected, or was lost for good. */
  ended = false

  readonly #envelopes: Envelopes
  readonly #owner: LinkOwner
  readonly #unacknowledged = new Map<string, Sent>()
  #unacknowledgedBytes = 0
  #hasOverflowed = false
  /** Every transaction begun, and its answer; of a long one, until the client must have it. */
  readonly #answers = new Map<string, Uint8Array<ArrayBuffer> | undefined>()
  /** The long answers that are still there, in their order. */
  readonly #longAnswers: { transaction: string; order: number }[] = []
  /** Counts what is sent over the present socket. */
  #order = 0
  #waiting: { frame: Frame; entry: number }[] | undefined
  #waitingCharacters = 0
  #peer: Peer | undefined
  /** The number of the request that opened the socket. */
  #socket: number | undefined
  #trouble: SocketTrouble | undefined
  #cancelDeadline: (() => void) | undefined
  #hold: { transaction: string; messages: Sent[]; cancel(): void } | undefined

  /** Whether the sandbox itself plays the client. */
  readonly simulated: boolean
  /** Its IP address, where the transport knew it when it opened its first socket. */
  readonly address: string | undefined

  constructor(
    socketId: string,
    envelopes: Envelopes,
    owner: LinkOwner,
    { simulated = false, address }: Pick<PeerInfo, 'simulated' | 'address'> = {},
  ) {
    this.simulated = simulated
    this.address = address
    this.#owner = owner
    this.socketId = socketId
    this.#envelopes = envelopes
  }

  get peer(): Peer | undefined {
    return this.#peer
  }

  /** Set while the client is connected to a session. */
  get membership(): Membership | undefined {
    return this.#membership
  }

  set membership(membership: Membership | undefined) {
    this.#membership = membership
    this.#lastMembership = membership ?? this.#lastMembership
  }

  /** The client, as far as it has said who it is. */
  get party(): Party | undefined {
    const { connection } = this.#lastMembership ?? {}
    return connection ?? (this.uniqueId === '' ? undefined : { id: this.uniqueId, data: '' })
  }

  /** Where a frame of this client belongs. */
  origin(cause: number | undefined): FrameOrigin {
    const session = this.#lastMembership?.session.id
    return { session, connection: this.party, socket: this.#socket, cause }
  }

  /** From now on, something is wrong with the present socket. */
  disturb(trouble: SocketTrouble): void {
    this.#trouble = trouble
  }

  /** Whether something will end the client's stay unless it does something first. */
  get hasDeadline(): boolean {
    return this.#cancelDeadline !== undefined
  }

  /** How the client is called in the log. */
  get label(): string {
    const data = this.membership?.connection.data
    // Not cut: a part of a secret could not be recognized. Data has at most 1000 bytes.
    return `Client ${this.uniqueId || '(not connected)'}${data ? ` ("${data}")` : ''}`
  }

  /** @param start starts the timer, and returns a function that cancels it; it takes the place of any other deadline */
  setDeadline(start: () => () => void): void {
    this.clearDeadline()
    this.#cancelDeadline = start()
  }

  clearDeadline(): void {
    this.#cancelDeadline?.()
    this.#cancelDeadline = undefined
  }

  /** Takes a socket in place of the present one, and sends what may have been lost with that. */
  attach(peer: Peer, { again, socket }: { again: boolean; socket: number }): void {
    this.clearDeadline()
    const former = this.#peer
    this.#peer = peer
    this.#socket = socket
    this.#trouble = undefined
    former?.terminate()
    if (!again) return
    // The client takes its first frame, whatever it is, for the end of the outage.
    this.#send(PONG, socket)
    this.#endHold()
    for (const sent of this.#unacknowledged.values()) {
      this.#sendMessage(sent)
      // It says nothing about whether an answer over a former socket arrived that this one arrives.
      sent.order = 0
    }
  }

  detach(): void {
    this.#peer = undefined
    this.#endHold()
  }

  /** Handles frames one after another: one that takes time holds up those behind it. */
  receive(frame: Frame): void {
    const entry = this.#owner.journal.add(this.#record(frame))
    if (this.#waiting === undefined) {
      const busy = this.#owner.handle(frame, entry)
      if (busy) void this.#drain(busy)
      return
    }
    this.#waitingCharacters += sizeOf(frame)
    const isTooMuch = this.#waitingCharacters > MOST_WAITING.characters
    if (isTooMuch || this.#waiting.push({ frame, entry }) > MOST_WAITING.frames) this.#peer?.terminate()
  }

  #record(frame: Frame): JournalRecord {
    if (frame.type === 'CONNECT' && this.uniqueId === '') {
      const id = readClientId(frame.headers.get('uniqueId'))
      return new ReceivedFrame(frame, { ...this.origin(undefined), connection: { id, data: '' } })
    }
    if (frame.type !== 'STATUS') return new ReceivedFrame(frame, this.origin(undefined))
    const transaction = frame.headers.get('TRANSACTION-ID') ?? ''
    const sent = this.#unacknowledged.get(transaction)
    // What is not the ID of a message may be of any length.
    return sent
      ? new Acknowledgement(transaction, this.origin(sent.entry))
      : new ReceivedFrame(frame, this.origin(undefined))
  }

  async #drain(busy: Promise<void>): Promise<void> {
    this.#waiting = []
    try {
      await busy
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
        await this.#owner.handle(next.frame, next.entry)
    } catch {
      // A defect has no other way out than the end of this socket; the client comes back with what was lost.
      this.#peer?.terminate()
    } finally {
      this.#waiting = undefined
      this.#waitingCharacters = 0
    }
  }

  pong(cause: number): void {
    this.#release()
    if (this.#trouble !== undefined) return
    // A client that has more to read than this sees that the sandbox is there.
    if (this.#peer && this.#peer.bufferedAmount < MOST_BUFFERED_FOR_PONG) this.#send(PONG, cause)
  }

  /** @param cause the number of what the message tells of */
  deliver(message: Message, cause: number | undefined): void {
    if (this.#hasOverflowed) return
    const { transaction, bytes, isFirst } = this.#envelopes.seal(message)
    this.#unacknowledgedBytes += bytes.length
    if (
      this.#unacknowledged.size >= MOST_UNACKNOWLEDGED.messages ||
      this.#unacknowledgedBytes > MOST_UNACKNOWLEDGED.bytes
    ) {
      this.#hasOverflowed = true
      this.#unacknowledged.clear()
      this.#owner.overflow()
      return
    }
    const sent: Sent = { bytes, order: 0, cause, entry: undefined, isFirst }
    this.#unacknowledged.set(transaction, sent)
    if (this.#hold) this.#hold.messages.push(sent)
    else this.#sendMessage(sent)
  }

  /**
   * Keeps back what comes now until the client has acknowledged what it has been sent. A client that has just connected
   * loses what it is told of others before it has read who is there (messaging facts §5).
   *
   * @param start starts a timer, which ends the wait for a client that acknowledges nothing
   */
  hold(start: (end: () => void) => () => void): void {
    const transaction = [...this.#unacknowledged.keys()].at(-1)
    if (transaction === undefined || this.#peer === undefined) return
    this.#hold = { transaction, messages: [], cancel: start(() => this.#release()) }
  }

  #release(): void {
    for (const sent of this.#endHold()) this.#sendMessage(sent)
  }

  /** @returns what was kept back */
  #endHold(): Sent[] {
    const { messages = [], cancel } = this.#hold ?? {}
    this.#hold = undefined
    cancel?.()
    return messages
  }

  /** Sends the latest message once more, as after a lost acknowledgement. */
  repeat(message: Message, cause: number | undefined): void {
    const { transaction, bytes } = this.#envelopes.seal(message)
    const sent = this.#unacknowledged.get(transaction)
    if (this.#hold && sent) this.#hold.messages.push(sent)
    else this.#send(bytes, cause)
  }

  acknowledge(transaction: string): void {
    const sent = this.#unacknowledged.get(transaction)
    if (sent === undefined) return
    if (this.#hold?.transaction === transaction) this.#release()
    this.#unacknowledged.delete(transaction)
    this.#unacknowledgedBytes -= sent.bytes.length
    // What was sent before it over the same socket has arrived, too: the client does not ask for it again.
    while ((this.#longAnswers[0]?.order ?? Number.POSITIVE_INFINITY) < sent.order) {
      const answer = this.#longAnswers.shift()
      if (answer && this.#answers.has(answer.transaction)) this.#answers.set(answer.transaction, undefined)
    }
  }

  /** Whether a transaction is seen for the first time. One that has been answered is answered again. */
  begin(transaction: string, cause: number): boolean {
    if (this.#answers.has(transaction)) {
      const answer = this.#answers.get(transaction)
      if (answer) this.#send(answer, cause)
      return false
    }
    this.#answers.set(transaction, undefined)
    const [oldest] = this.#answers.keys()
    const kept = this.membership ? ANSWERS_KEPT.member : ANSWERS_KEPT.stranger
    if (this.#answers.size > kept && oldest !== undefined) {
      this.#answers.delete(oldest)
      if (this.#longAnswers[0]?.transaction === oldest) this.#longAnswers.shift()
    }
    return true
  }

  /** Does a transaction again if it is sent again. */
  forget(transaction: string): void {
    this.#answers.delete(transaction)
  }

  /** Sends the STATUS that ends a transaction. */
  answer({ transaction, entry, message }: Transaction, status: number, from: string, body?: object): void {
    const bytes = encodeFrame({
      type: 'STATUS',
      addresses: [this.uniqueId],
      headers: new Map([
        ['TRANSACTION-ID', transaction],
        ['STATUS', String(status)],
        ['X-TB-FROM-ADDRESS', from],
      ]),
      body: body === undefined ? '' : JSON.stringify(body),
    })
    this.#answers.set(transaction, bytes)
    if (bytes.length > LONG_ANSWER) this.#longAnswers.push({ transaction, order: ++this.#order })
    this.#owner.journal.add(new StatusFrame(bytes, this.origin(entry), message, status))
    this.#transmit(bytes)
  }

  #sendMessage(sent: Sent): void {
    if (this.#peer === undefined) return
    sent.order = ++this.#order
    sent.entry = this.#owner.journal.add(new SentFrame(sent.bytes, this.origin(sent.cause), sent.isFirst))
    sent.isFirst = false
    this.#transmit(sent.bytes)
  }

  /** Sends a frame that is not a message. */
  #send(bytes: Uint8Array<ArrayBuffer>, cause: number | undefined): void {
    this.#owner.journal.add(new SentFrame(bytes, this.origin(cause), false))
    this.#transmit(bytes)
  }

  /** A socket whose other end does not read is dropped; its client finds everything in its next one. */
  #transmit(bytes: Uint8Array<ArrayBuffer>): void {
    const peer = this.#peer
    if (peer === undefined || this.#trouble === 'silent') return
    peer.send(bytes)
    if (peer.bufferedAmount > MOST_BUFFERED) peer.terminate()
  }
}

/** One message of a client, and what is needed to answer it. */
export interface Transaction {
  transaction: string
  /** The number of its frame in the journal. */
  entry: number
  message: ClientMessage | undefined
}
