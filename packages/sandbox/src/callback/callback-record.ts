import type { Described } from '../journal/entry.ts'
import { JournalRecord } from '../journal/record.ts'
import type { CallbackAttempt, CallbackDelivery } from './callback-delivery.ts'

/** An attempt to deliver a callback. */
export class CallbackRecord extends JournalRecord {
  override readonly kind = 'callback'
  override readonly size = 1200
  readonly #delivery: Pick<CallbackDelivery, 'id' | 'type' | 'event' | 'url' | 'body'>
  readonly #attempt: CallbackAttempt
  readonly #count: number

  constructor(delivery: CallbackDelivery, attempt: CallbackAttempt, cause: number | undefined) {
    super({ session: delivery.sessionId, cause })
    this.#delivery = delivery
    this.#attempt = attempt
    this.#count = delivery.attempts.length
  }

  override get status(): number | undefined {
    return this.#attempt.status
  }

  override describe(): Described {
    const { id, type, event, url, body } = this.#delivery
    const { status, problem } = this.#attempt
    const { host, pathname } = new URL(url)
    return {
      kind: 'callback',
      delivery: id,
      callback: type,
      event,
      url,
      body,
      attempt: this.#count,
      status,
      problem,
      text: `callback ${event} to ${host}${pathname} → ${status ?? problem ?? 'no answer'}`,
    }
  }
}
