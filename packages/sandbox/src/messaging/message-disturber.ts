import type { Context } from '../context.ts'
import type { Connection } from '../session/connection.ts'
import type { Link } from './link.ts'
import type { Message } from './message.ts'

/** How long a message is held that is to come after the next one, where no next one comes, in milliseconds. */
const LONGEST_HOLD = 2000

/** Loses, doubles, delays and reorders messages to clients, as faults ask for. */
export class MessageDisturber {
  readonly #context: Context
  /** Sends the messages that wait for another one of the same client. */
  readonly #held = new Map<Link, () => void>()

  constructor(context: Context) {
    this.#context = context
  }

  /** Whether there is nothing to disturb, and nothing is held. */
  get isIdle(): boolean {
    return this.#held.size === 0 && !this.#context.faults.isArmed('message')
  }

  /** Delivers a message, or not. */
  deliver(link: Link, connection: Connection, message: Message, cause: number | undefined): void {
    const { faults, clock } = this.#context
    const fault = faults.take('message', () => ({
      session: link.membership?.session.id,
      connection,
      role: connection.role,
      message: `${message.method} ${resourceOf(message.uri)}`.trim(),
      cause,
    }))
    const send = () => {
      if (!link.ended) link.deliver(message, cause)
    }
    if (fault === undefined) {
      send()
      this.#release(link)
      return
    }
    const disturb = () => {
      if (fault.network === 'lost') return
      if (fault.network === 'reordered') {
        this.#hold(link, send)
        return
      }
      if (fault.network === 'drop') link.peer?.terminate()
      send()
      if (fault.network === 'doubled') link.repeat(message, cause)
    }
    if (fault.wait > 0) clock.setTimeout(disturb, fault.wait)
    else disturb()
  }

  /** Forgets what is held. */
  reset(): void {
    this.#held.clear()
  }

  #hold(link: Link, send: () => void): void {
    this.#release(link)
    this.#held.set(link, send)
    this.#context.clock.setTimeout(() => {
      if (this.#held.get(link) === send) this.#release(link)
    }, LONGEST_HOLD)
  }

  #release(link: Link): void {
    const send = this.#held.get(link)
    this.#held.delete(link)
    send?.()
  }
}

/** The names in a URI below the session: `stream/channel` of `…/stream/S/channel/C`. */
function resourceOf(uri: string): string {
  return uri
    .split('/')
    .slice(6)
    .filter((_segment, i) => i % 2 === 0)
    .join('/')
}
