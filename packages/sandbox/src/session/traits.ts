import type { AutomaticArchive } from './archive.ts'

/** What a session was created with that its ID does not say. */
export interface Traits {
  /** For `archiveMode: 'always'`. */
  archive?: AutomaticArchive | undefined
  /** Whether its media may be encrypted from end to end. */
  e2ee: boolean
}

const PLAIN: Traits = { e2ee: false }

/** A sandbox that runs for years is no database. */
const MOST_REMEMBERED = 100_000

/** Remembers the traits of sessions for as long as the process lives; a session not remembered has none. */
export class TraitMemory {
  readonly #traits = new Map<string, Traits>()

  remember(sessionId: string, traits: Traits): void {
    this.#traits.set(sessionId, traits)
    const [oldest] = this.#traits.keys()
    if (this.#traits.size > MOST_REMEMBERED && oldest !== undefined) this.#traits.delete(oldest)
  }

  recall(sessionId: string): Readonly<Traits> {
    return this.#traits.get(sessionId) ?? PLAIN
  }

  clear(): void {
    this.#traits.clear()
  }
}
