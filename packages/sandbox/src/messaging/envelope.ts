import type { Clock } from '@opentok-sandbox/core'
import { encodeFrame } from './frame.ts'
import { formatMessage, type Message } from './message.ts'

/** A message as it goes over the wire, with the transaction that its receivers acknowledge. */
export interface Envelope {
  transaction: string
  bytes: Uint8Array<ArrayBuffer>
  /** Whether this is the first receiver of the message. */
  isFirst: boolean
}

/**
 * Encodes messages as frames, one frame for all receivers of a message: a transaction ID must only be unique for each
 * of them. The IDs contain the time at which the sandbox was made, since a client remembers those of the last half minute,
 * and the sandbox may be restarted within that time.
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
      this.#last = { message, envelope: { transaction, bytes: encodeFrame(frame), isFirst: false } }
      return { ...this.#last.envelope, isFirst: true }
    }
    return this.#last.envelope
  }
}
