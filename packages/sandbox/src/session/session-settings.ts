import type { ArchiveResolution } from '@opentok-sandbox/core'

/** What a session was created with that its ID does not say. */
export interface SessionSettings {
  /** The automatic archive of `archiveMode: 'always'`. */
  archive?: { name: string; resolution?: ArchiveResolution | undefined } | undefined
  /** Whether its media may be encrypted from end to end. */
  e2ee: boolean
}

const DEFAULTS: SessionSettings = { e2ee: false }

/** A sandbox that runs for years is not a database. */
const MOST_REMEMBERED = 100_000

/** Remembers the settings of sessions while the process lives; a session that is not remembered has the defaults. */
export class SettingsMemory {
  readonly #settings = new Map<string, SessionSettings>()

  remember(sessionId: string, settings: SessionSettings): void {
    this.#settings.set(sessionId, settings)
    const [oldest] = this.#settings.keys()
    if (this.#settings.size > MOST_REMEMBERED && oldest !== undefined) this.#settings.delete(oldest)
  }

  recall(sessionId: string): Readonly<SessionSettings> {
    return this.#settings.get(sessionId) ?? DEFAULTS
  }

  clear(): void {
    this.#settings.clear()
  }

  [Symbol.iterator](): Iterator<[string, Readonly<SessionSettings>]> {
    return this.#settings.entries()
  }
}
