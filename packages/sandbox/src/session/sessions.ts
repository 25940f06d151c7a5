import { type Emit, Session } from './session.ts'

/** How many sessions that nobody is in are remembered. */
const MOST_EMPTY = 10_000

/**
 * The sessions that a client has connected to since the sandbox began. One that nobody has ever connected to needs no
 * memory: its ID says all of it.
 */
export class Sessions {
  readonly #emit: Emit
  readonly #occupied = new Map<string, Session>()
  /** Those that the last client has left, the longest ago first. */
  readonly #empty = new Map<string, Session>()

  constructor(emit: Emit) {
    this.#emit = emit
  }

  /** The session of an ID, to join it. */
  open(id: string, apiKey: string): Session {
    const session = this.find(id) ?? new Session(id, apiKey, this.#emit, this.#release)
    this.#empty.delete(id)
    this.#occupied.set(id, session)
    return session
  }

  /** The last client has left: the session is remembered as an empty one. */
  readonly #release = (session: Session): void => {
    if (this.#occupied.get(session.id) !== session) return
    this.#occupied.delete(session.id)
    this.#empty.set(session.id, session)
    const [oldest] = this.#empty.keys()
    if (this.#empty.size > MOST_EMPTY && oldest !== undefined) this.#empty.delete(oldest)
  }

  /** The session of an ID, if a client has ever connected to it. */
  find(id: string): Session | undefined {
    return this.#occupied.get(id) ?? this.#empty.get(id)
  }

  /** The session of an ID, whether or not a client has ever connected to it: for what is told of it. */
  refer(id: string, apiKey: string): Session {
    return this.find(id) ?? new Session(id, apiKey, this.#emit, this.#release)
  }

  /** The sessions that have clients in them now. */
  [Symbol.iterator](): Iterator<Session> {
    return this.#occupied.values()
  }

  /** How many sessions have clients in them now. */
  get size(): number {
    return this.#occupied.size
  }

  clear(): void {
    this.#occupied.clear()
    this.#empty.clear()
  }
}
