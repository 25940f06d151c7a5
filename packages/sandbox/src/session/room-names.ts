/** A sandbox that runs for years is not a database. */
const MOST_REMEMBERED = 10_000

/** The names of the sessions that were asked for as rooms: an ID follows from a name, and does not say it. */
export class RoomNames {
  readonly #names = new Map<string, string>()

  remember(sessionId: string, name: string): void {
    this.#names.set(sessionId, name)
    const [oldest] = this.#names.keys()
    if (this.#names.size > MOST_REMEMBERED && oldest !== undefined) this.#names.delete(oldest)
  }

  /** The name of the room that a session is; `undefined` if nobody has asked for it by a name. */
  find(sessionId: string): string | undefined {
    return this.#names.get(sessionId)
  }
}
