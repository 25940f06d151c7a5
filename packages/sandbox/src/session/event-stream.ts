import type { Cause, SessionEventDetails, SessionEventType } from './event-details.ts'
import type { Session } from './session.ts'

/** One event of a session: what happened, where, why and when (milliseconds since the epoch). */
export type SessionEvent<Type extends SessionEventType = SessionEventType> = {
  [Name in Type]: {
    type: Name
    session: Session
    cause: Cause
    time: number
    /** Its number in the journal. */
    entry: number
  } & SessionEventDetails[Name]
}[Type]

/** Hears what happens in the sessions. */
export type SessionListener = (event: SessionEvent) => void

/**
 * The one stream of events. Listeners hear every event in the order in which they were added. An event that a listener
 * brings about is told after the present one, so that all listeners hear all events in the same order.
 *
 * @example
 * const stop = events.listen(({ type, session }) => console.log(type, session.id))
 */
export class EventStream {
  readonly #listeners = new Set<SessionListener>()
  readonly #waiting: SessionEvent[] = []
  readonly #onError: (error: unknown) => void
  #current: SessionEvent | undefined

  /** @param onError is told what a listener threw; the other listeners hear the event all the same */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** @returns a function that ends the listening */
  listen(listener: SessionListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The event that listeners are being told of. */
  get current(): SessionEvent | undefined {
    return this.#current
  }

  emit(event: SessionEvent): void {
    if (this.#current) {
      this.#waiting.push(event)
      return
    }
    for (let next: SessionEvent | undefined = event; next; next = this.#waiting.shift()) {
      this.#current = next
      this.#tell(next)
    }
    this.#current = undefined
  }

  #tell(event: SessionEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
