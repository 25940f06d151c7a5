import type { Connection, Mailbox } from '../session/connection.ts'
import type { Session } from '../session/session.ts'
import type { Envelopes } from './envelope.ts'
import { encodeFrame, type Frame } from './frame.ts'
import type { Message } from './message.ts'
import type { Peer } from './peer.ts'

const PONG = encodeFrame({ type: 'PONG', addresses: [], headers: new Map(), body: '' })

/** How much is kept for a client that does not acknowledge it; one that lives has some hundred messages. */
const MOST_UNACKNOWLEDGED = { messages: 10_000, bytes: 16 * 1024 * 1024 }
/** How many bytes may wait in a socket whose other end reads too slowly. */
const MOST_BUFFERED = 16 * 1024 * 1024
/** A client asks no more than this again after a reconnection. */
const ANSWERS_KEPT = 1000
/** The state of a session with many clients is worth forgetting, once its reader has it. */
const LONG_ANSWER = 1024
/** Frames that wait for an earlier one of the same client. */
const MOST_WAITING = 1000

/** A message that the client has not acknowledged. */
interface Sent {
  bytes: Uint8Array<ArrayBuffer>
  order: number
}

/** What a link leaves to whoever has made it. */
export interface LinkOwner {
  handle(frame: Frame): void | Promise<void>
  /** The client takes nothing, or too slowly. */
  overflow(): void
  /** The client is to be expelled from its session. */
  expel(): void
}

/**
 * One client across all its sockets: nothing is lost, and nothing doubled, when one is replaced by the next
 * (messaging facts §4). What the client has not acknowledged is sent again; what it sends again is answered
 * again, and not done again.
 */
export class Link implements Mailbox {
  /** Names the client across its sockets; empty where it does not mean to reconnect. */
  readonly socketId: string
  /** The `uniqueId` of its CONNECT frame: the connection ID that the client chose. */
  uniqueId = ''
  /** Where it is, once connected. */
  place: { session: Session; connection: Connection } | undefined
  /** Whether it has left, was expelled, or was lost for good. */
  ended = false
  /** Prevents the end of its grace period, where one runs. */
  cancelGrace: () => void = () => {}

  readonly #envelopes: Envelopes
  readonly #owner: LinkOwner
  readonly #unacknowledged = new Map<string, Sent>()
  #unacknowledgedBytes = 0
  /** Every transaction begun, and its answer; of a long one, until the client must have it. */
  readonly #answers = new Map<string, Uint8Array<ArrayBuffer> | undefined>()
  /** The long answers that are still there, in their order. */
  readonly #longAnswers: { transaction: string; order: number }[] = []
  /** Counts what is sent over the present socket. */
  #order = 0
  #waiting: Frame[] | undefined
  #peer: Peer | undefined

  constructor(socketId: string, envelopes: Envelopes, owner: LinkOwner) {
    this.#owner = owner
    this.socketId = socketId
    this.#envelopes = envelopes
  }

  get peer(): Peer | undefined {
    return this.#peer
  }

  /** Takes a socket in place of the present one, and sends what may have been lost with that. */
  attach(peer: Peer, { again }: { again: boolean }): void {
    this.cancelGrace()
    const former = this.#peer
    this.#peer = peer
    former?.terminate()
    if (!again) return
    // The client takes its first frame, whatever it is, for the end of the outage.
    peer.send(PONG)
    for (const sent of this.#unacknowledged.values()) {
      // It says nothing of an answer that went over a former socket that this one arrives.
      sent.order = 0
      peer.send(sent.bytes)
    }
  }

  detach(): void {
    this.#peer = undefined
  }

  /** Handles frames one after another: one that takes time holds up those behind it. */
  receive(frame: Frame): void {
    if (this.#waiting === undefined) {
      const busy = this.#owner.handle(frame)
      if (busy) void this.#drain(busy)
    } else if (this.#waiting.push(frame) > MOST_WAITING) {
      this.#peer?.terminate()
    }
  }

  async #drain(busy: Promise<void>): Promise<void> {
    this.#waiting = []
    try {
      await busy
      for (let frame = this.#waiting.shift(); frame; frame = this.#waiting.shift())
        await this.#owner.handle(frame)
    } catch {
      // A defect has no other way out than the end of this socket; the client comes back with what was lost.
      this.#peer?.terminate()
    } finally {
      this.#waiting = undefined
    }
  }

  pong(): void {
    this.#peer?.send(PONG)
  }

  deliver(message: Message): void {
    const { transaction, bytes } = this.#envelopes.seal(message)
    this.#unacknowledgedBytes += bytes.length
    if (
      this.#unacknowledged.size >= MOST_UNACKNOWLEDGED.messages ||
      this.#unacknowledgedBytes > MOST_UNACKNOWLEDGED.bytes
    ) {
      this.#unacknowledged.clear()
      this.#unacknowledgedBytes = 0
      this.#owner.overflow()
      return
    }
    this.#unacknowledged.set(transaction, { bytes, order: ++this.#order })
    this.#send(bytes)
  }

  expel(): void {
    this.#owner.expel()
  }

  acknowledge(transaction: string): void {
    const sent = this.#unacknowledged.get(transaction)
    if (sent === undefined) return
    this.#unacknowledged.delete(transaction)
    this.#unacknowledgedBytes -= sent.bytes.length
    // What was sent before it over the same socket has arrived, too: the client asks for it no more.
    while ((this.#longAnswers[0]?.order ?? Number.POSITIVE_INFINITY) < sent.order) {
      const answer = this.#longAnswers.shift()
      if (answer && this.#answers.has(answer.transaction)) this.#answers.set(answer.transaction, undefined)
    }
  }

  /**
   * Whether a transaction is seen for the first time. One that has been answered is answered again.
   */
  begin(transaction: string): boolean {
    if (this.#answers.has(transaction)) {
      const answer = this.#answers.get(transaction)
      if (answer) this.#send(answer)
      return false
    }
    this.#answers.set(transaction, undefined)
    const [oldest] = this.#answers.keys()
    if (this.#answers.size > ANSWERS_KEPT && oldest !== undefined) {
      this.#answers.delete(oldest)
      if (this.#longAnswers[0]?.transaction === oldest) this.#longAnswers.shift()
    }
    return true
  }

  /** Sends the STATUS that ends a transaction. */
  answer(transaction: string, status: number, from: string, body?: object): void {
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
    this.#send(bytes)
  }

  /** A socket whose other end does not read is dropped; its client finds all of it in its next one. */
  #send(bytes: Uint8Array<ArrayBuffer>): void {
    const peer = this.#peer
    peer?.send(bytes)
    if (peer && peer.bufferedAmount > MOST_BUFFERED) peer.terminate()
  }
}
