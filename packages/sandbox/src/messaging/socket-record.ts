import type { Described } from '../journal/entry.ts'
import { name } from '../journal/event-record.ts'
import { JournalRecord, type Party } from '../journal/record.ts'

/** A client has opened a messaging socket. */
export class SocketRecord extends JournalRecord {
  override readonly kind = 'request'
  override readonly size = 400
  readonly #url: string
  readonly #origin: string | undefined

  constructor(url: string, origin: string | undefined) {
    super()
    this.#url = hideSocketId(url)
    this.#origin = origin
  }

  override get status(): number {
    return 101
  }

  override describe(): Described {
    const time = new Date(this.time).toISOString()
    return {
      kind: 'request',
      method: 'GET',
      url: this.#url,
      headers: { upgrade: 'websocket', ...(this.#origin && { origin: this.#origin }) },
      status: 101,
      answer: { status: 101, time, headers: { upgrade: 'websocket' } },
      text: `GET ${new URL(this.#url).pathname} → 101, a messaging socket`,
    }
  }
}

/** A messaging socket has closed. */
export class SocketEndRecord extends JournalRecord {
  override readonly kind = 'event'
  override readonly size = 60
  readonly #code: number

  constructor(
    code: number,
    origin: { session?: string | undefined; connection?: Party | undefined; cause: number | undefined },
  ) {
    super()
    this.#code = code
    this.session = origin.session
    this.connection = origin.connection
    this.cause = origin.cause
  }

  override describe(): Described {
    const who = this.connection ? ` of ${name(this.connection)}` : ''
    return {
      kind: 'event',
      event: 'socketClosed',
      by: 'network',
      details: { code: this.#code },
      text: `socketClosed${who}: code ${this.#code}`,
    }
  }
}

/** A socket ID is enough to resume the connection, so it is secret. What else a client writes there may be one, too. */
function hideSocketId(url: string): string {
  const { origin, protocol, host, pathname, searchParams } = new URL(url)
  const shown = [...searchParams].map(([name, value]) =>
    name === 'attempt' || name === 'reconnect'
      ? `${name}=${encodeURIComponent(value)}`
      : `${encodeURIComponent(name)}=[hidden]`,
  )
  const base = origin === 'null' ? `${protocol}//${host}` : origin
  return `${base}${pathname}${shown.length > 0 ? `?${shown.join('&')}` : ''}`
}
