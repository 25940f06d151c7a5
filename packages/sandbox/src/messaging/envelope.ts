import type { Clock } from '@opentok-sandbox/core'
import { encodeFrame } from './frame.ts'
import { formatMessage, type Message } from './message.ts'

/** A message as it goes over the wire, with the transaction that its receivers acknowledge. */
export interface Envelope {
  transaction: string
  bytes: Uint8Array<ArrayBuffer>
}

/**
 * Seals messages into frames, one frame for all receivers of a message: a transaction need only be unique
 * at each of them. It counts from the moment of its making, since a client remembers the transactions of
 * the last half minute, and a sandbox may be started again within that.
 */
export class Envelopes {
  readonly #prefix: string
  #count = 0
  #last: { message: Message; envelope: Envelope } | undefined

  constructor(clock: Pick<Clock, 'now'>) {
    this.#prefix = clock.now().toString(36)
  }

  seal(message: Message): Envelope {
    if (this.#last?.message !== message) {
      const transaction = `${this.#prefix}-${++this.#count}`
      const headers = new Map([
        ['Content-Type', 'application/x-raptor+v2'],
        ['TRANSACTION-ID', transaction],
        ['X-TB-FROM-ADDRESS', message.from],
      ])
      const frame = {
        type: 'MESSAGE',
        addresses: [message.uri],
        headers,
        body: formatMessage(message),
      } as const
      this.#last = { message, envelope: { transaction, bytes: encodeFrame(frame) } }
    }
    return this.#last.envelope
  }
}
