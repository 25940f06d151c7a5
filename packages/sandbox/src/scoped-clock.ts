import type { Clock } from '@opentok-sandbox/core'

/** A clock whose timers end together: none of them outlives its sandbox. */
export interface ScopedClock extends Clock {
  /** Cancels all timers. */
  cancelAll(): void
  /** Cancels all timers, and starts none from now on. */
  close(): void
}

export function createScopedClock(clock: Clock): ScopedClock {
  const timers = new Set<() => void>()
  let isClosed = false
  const cancelAll = () => {
    for (const cancel of timers) cancel()
    timers.clear()
  }
  return {
    now: () => clock.now(),
    setTimeout(callback, milliseconds) {
      if (isClosed) return () => {}
      const stop = clock.setTimeout(() => {
        timers.delete(stop)
        callback()
      }, milliseconds)
      timers.add(stop)
      return () => {
        timers.delete(stop)
        stop()
      }
    },
    cancelAll,
    close() {
      isClosed = true
      cancelAll()
    },
  }
}
