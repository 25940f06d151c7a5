/** Time, as a dependency that can be injected: a test decides what time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `callback` once after `milliseconds`; the function returned prevents that. */
  setTimeout(callback: () => void, milliseconds: number): () => void
}

/**
 * The clock of the machine. It looks `Date` and `setTimeout` up at each call, so that a test runner's fake
 * timers work for it, too.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(callback, milliseconds) {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
}
