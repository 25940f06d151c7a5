import type { Clock } from '@opentok-sandbox/core'

/** Lets things through later, in their order, as a connection over a long way does. */
export class DelayLine {
  readonly #clock: Clock
  readonly #delay: () => number
  #lastDue = 0
  readonly #waiting: (() => void)[] = []

  /** @param delay how many milliseconds later the next thing comes; 0 for at once */
  constructor(clock: Clock, delay: () => number) {
    this.#clock = clock
    this.#delay = delay
  }

  /** Does something when it has come through: at once where nothing is delayed or under way. */
  push(deliver: () => void): void {
    const wait = this.#delay()
    if (wait <= 0 && this.#waiting.length === 0) {
      deliver()
      return
    }
    const now = this.#clock.now()
    // Nothing overtakes what is under way.
    this.#lastDue = Math.max(this.#waiting.length > 0 ? this.#lastDue : 0, now + wait)
    this.#waiting.push(deliver)
    // Timers round their times, and may fire in another order.
    this.#clock.setTimeout(() => this.#waiting.shift()?.(), this.#lastDue - now)
  }

  /** Lets all that is under way come through now. */
  flush(): void {
    for (const deliver of this.#waiting.splice(0)) deliver()
  }
}

/** How long the next thing takes on a way, in milliseconds. */
export function vary({ delay, jitter }: { delay: number; jitter: number }, chance: number): number {
  return Math.max(0, delay + jitter * (2 * chance - 1))
}
