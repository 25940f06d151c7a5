import type { Clock } from '@opentok-sandbox/core'

/** The longest delay that every platform's timers keep, in milliseconds. */
const LONGEST_DELAY = 2 ** 31 - 1

/** How far ahead the clock of another machine may be, in milliseconds. */
const MOST_SKEW = 5000

/** How many times of steering are remembered. */
const MOST_SPANS = 1000

/**
 * The time of a sandbox: that of the machine, until it is steered. Everything timed in a sandbox hangs on it. Its timers
 * end together: none of them outlives its sandbox.
 */
export interface SandboxClock extends Clock {
  /** Whether time stands still. */
  readonly isFrozen: boolean
  /** How far it is ahead of the machine's time, in milliseconds. */
  readonly offset: number
  /** Lets time pass, and calls what falls due on the way, in order and each at its own time. */
  advance(milliseconds: number): Promise<void>
  /** Goes to a time. Forward, time passes as by `advance`; backward, each timer still has to wait as long as before. */
  set(time: number): Promise<void>
  /** Stops time, until `run`. */
  freeze(): Promise<void>
  run(): Promise<void>
  /**
   * How far the sandbox was ahead of the machine when something was made, in milliseconds. Other programs date what they
   * make, such as tokens, by the machine's clock; what is dated later than the machine's time was dated by the sandbox.
   *
   * @param madeAt milliseconds since the epoch, as its maker dated it
   */
  shiftAt(madeAt: number): number
  /** Cancels all timers, and goes back to the machine's time. */
  reset(): void
  /** Cancels all timers, and starts none from now on. */
  close(): void
}

/** How many timers fire before others get their turn: a century has many. */
const FIRED_AT_ONCE = 50

/** Lets everything else that waits be done. The runner's fake timers do not stop this. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

interface Timer {
  due: number
  callback: () => void
  stop: () => void
}

/** A time of the machine, the sandbox's time then, and whether that went on from there. */
interface Span {
  machine: number
  sandbox: number
  runs: boolean
}

/**
 * @param machine the time that goes on by itself
 * @param onChange is called when the clock has been steered
 */
export function createSandboxClock(machine: Clock, onChange: () => void = () => {}): SandboxClock {
  const timers = new Set<Timer>()
  let spans: Span[] = []
  let steering: Promise<void> | undefined
  let isHeld = false
  let isClosed = false
  /** Grows with each reset, which ends what steers the clock at that moment. */
  let epoch = 0

  const convert = (span: Span | undefined, machineTime: number): number => {
    if (span === undefined) return machineTime
    return span.runs ? span.sandbox + (machineTime - span.machine) : span.sandbox
  }
  const now = () => (spans.length === 0 ? machine.now() : convert(spans.at(-1), machine.now()))
  const isRunning = () => spans.at(-1)?.runs ?? true

  function arm(timer: Timer): void {
    if (isHeld || !isRunning()) return
    const wait = Math.max(timer.due - now(), 0)
    timer.stop = machine.setTimeout(
      () => (wait > LONGEST_DELAY ? arm(timer) : fire(timer)),
      Math.min(wait, LONGEST_DELAY),
    )
  }

  function fire(timer: Timer): void {
    if (timers.delete(timer)) timer.callback()
  }

  function begin(sandbox: number, runs: boolean): void {
    const machineTime = machine.now()
    // What happened at one moment of the machine counts as what it ended with.
    if (spans.at(-1)?.machine === machineTime) spans.pop()
    spans.push({ machine: machineTime, sandbox, runs })
    if (spans.length > MOST_SPANS) spans.shift()
  }

  function hold(time: number): void {
    for (const { stop } of timers) stop()
    isHeld = true
    begin(time, false)
  }

  function release(time: number, runs: boolean): void {
    isHeld = false
    begin(time, runs)
    for (const timer of timers) {
      timer.stop()
      arm(timer)
    }
    onChange()
  }

  function earliest(until: number): Timer | undefined {
    let found: Timer | undefined
    for (const timer of timers) {
      if (timer.due <= until && (found === undefined || timer.due < found.due)) found = timer
    }
    return found
  }

  /** One after the other: each starts from the time that the one before ended with. */
  function steer(target: () => number, runs: () => boolean): Promise<void> {
    const former = steering
    const next = (async () => {
      await former
      await go(target(), runs())
    })()
    steering = next
    return next
  }

  async function go(target: number, runs: boolean): Promise<void> {
    const started = epoch
    const from = now()
    hold(from)
    if (target < from) for (const timer of timers) timer.due -= from - target
    let fired = 0
    for (let timer = earliest(target); timer; timer = earliest(target)) {
      begin(Math.max(timer.due, now()), false)
      fire(timer)
      // What a timer brings about by promises comes before the next timer.
      await (++fired % FIRED_AT_ONCE === 0 ? turn() : Promise.resolve())
      if (epoch !== started) return
    }
    release(target, runs)
  }

  function cancelAll(): void {
    for (const { stop } of timers) stop()
    timers.clear()
  }

  return {
    now,
    get isFrozen() {
      return !isHeld && !isRunning()
    },
    get offset() {
      return now() - machine.now()
    },
    setTimeout(callback, milliseconds) {
      if (isClosed) return () => {}
      const timer: Timer = { due: now() + Math.max(milliseconds, 0), callback, stop: () => {} }
      timers.add(timer)
      arm(timer)
      return () => {
        timers.delete(timer)
        timer.stop()
      }
    },
    advance: (milliseconds) => steer(() => now() + milliseconds, isRunning),
    set: (time) => steer(() => time, isRunning),
    freeze: () => steer(now, () => false),
    run: () => steer(now, () => true),
    shiftAt(madeAt) {
      if (spans.length === 0 || madeAt > machine.now() + MOST_SKEW) return 0
      // Tokens are dated to the second: one of the second in which the clock was steered counts as made before.
      const span = spans.findLast(({ machine: begun }) => begun < madeAt)
      return convert(span, madeAt) - madeAt
    },
    reset() {
      epoch++
      cancelAll()
      isHeld = false
      spans = []
      steering = undefined
      onChange()
    },
    close() {
      isClosed = true
      epoch++
      cancelAll()
    },
  }
}
