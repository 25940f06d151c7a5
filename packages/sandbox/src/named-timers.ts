import type { Clock } from '@opentok-sandbox/core'

/** Timers by their names: one of a name takes the place of the one before it. */
export class NamedTimers<Name extends string> {
  readonly #clock: Clock
  readonly #running = new Map<Name, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param milliseconds on the clock */
  set(name: Name, milliseconds: number, callback: () => void): void {
    this.cancel(name)
    const stop = this.#clock.setTimeout(() => {
      this.#running.delete(name)
      callback()
    }, milliseconds)
    this.#running.set(name, stop)
  }

  has(name: Name): boolean {
    return this.#running.has(name)
  }

  cancel(name: Name): void {
    this.#running.get(name)?.()
    this.#running.delete(name)
  }

  cancelAll(): void {
    for (const stop of this.#running.values()) stop()
    this.#running.clear()
  }
}
