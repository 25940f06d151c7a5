import type { Clock } from '@opentok-sandbox/core'

/** A clock that stands still until it is told to go on. */
export interface TestClock extends Clock {
  /** Lets time pass, and calls what falls due. */
  advance(milliseconds: number): void
}

export function createTestClock(start = Date.UTC(2014, 2, 17, 7, 41, 31)): TestClock {
  let time = start
  const timers = new Set<{ due: number; callback: () => void }>()
  return {
    now: () => time,
    setTimeout(callback, milliseconds) {
      const timer = { due: time + milliseconds, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(milliseconds) {
      time += milliseconds
      for (const timer of [...timers].sort((a, b) => a.due - b.due)) {
        if (timer.due <= time && timers.delete(timer)) timer.callback()
      }
    },
  }
}
