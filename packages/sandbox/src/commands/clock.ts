import { type Duration, readDuration } from '../duration.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { defineCommand, nothing, type RawInput } from './command.ts'
import { CommandError } from './command-error.ts'

/** The sandbox's time. */
export interface ClockState {
  /** ISO 8601. */
  now: string
  /** Whether it stands still. */
  frozen: boolean
}

/** The end of the year 9999, in milliseconds: what counts from there is still a date. */
const LAST = 253_402_300_799_999

/** Reads a time: ISO 8601, or milliseconds since the epoch. */
export function readTime(value: unknown, name: string): number {
  const time = typeof value === 'string' ? Date.parse(value) : value
  if (typeof time === 'number' && Number.isFinite(time) && time >= 0 && time <= LAST) return time
  throw new TypeError(`${name}: must be a time from 1970 to 9999, such as "2030-01-01T00:00:00Z"`)
}

/** @throws {CommandError} if a time is too far away */
export function requireDate(time: number, name: string): void {
  if (time >= 0 && time <= LAST) return
  throw new CommandError(400, `${name}: the clock can show times from 1970 to 9999 only`)
}

/** How the clock is steered. */
export interface Steering {
  advance?: number
  set?: number
  frozen?: boolean
}

function readSteering(input: RawInput): Steering {
  const { advance, set, frozen, ...others } = input
  const [unknown] = Object.keys(others)
  if (unknown !== undefined || Object.keys(input).length === 0) {
    throw new TypeError(`${unknown ?? 'clock'}: the clock takes advance, set or frozen`)
  }
  if (advance !== undefined && set !== undefined) throw new TypeError('set: give either advance or set')
  if (frozen !== undefined && typeof frozen !== 'boolean')
    throw new TypeError('frozen: must be true or false')
  return {
    ...(advance !== undefined && { advance: readDuration(advance, 'advance') }),
    ...(set !== undefined && { set: readTime(set, 'set') }),
    ...(frozen !== undefined && { frozen }),
  }
}

const describe = (clock: SandboxClock): ClockState => ({
  now: new Date(clock.now()).toISOString(),
  frozen: clock.isFrozen,
})

/** The commands that steer the clock are one over HTTP. */
const steering = {
  http: { method: 'POST', paths: ['/clock'], status: 200 } as const,
  read: readSteering,
  async run({ clock }: { clock: SandboxClock }, { advance, set, frozen }: Steering): Promise<ClockState> {
    if (frozen) await clock.freeze()
    if (set !== undefined) await clock.set(set)
    if (advance !== undefined) {
      requireDate(clock.now() + advance, 'advance')
      await clock.advance(advance)
    }
    if (frozen === false) await clock.run()
    return describe(clock)
  },
}

/** The sandbox's time: in JavaScript milliseconds since the epoch, as of `Date.now()`. */
const now = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/clock'], status: 200 },
  run: ({ clock }): ClockState => describe(clock),
  unpack: (state): number => Date.parse(state.now),
})

/** Lets time pass at once. What falls due on the way happens in its order, each at its own time. */
const advance = defineCommand({ ...steering, pack: (by: Duration) => ({ advance: by }) })

/** Goes to a time. Forward, what falls due on the way happens; backward, what waits goes on waiting as long as before. */
const set = defineCommand({
  ...steering,
  pack: (time: string | number | Date) => ({ set: time instanceof Date ? time.getTime() : time }),
})

/** Stops time. */
const freeze = defineCommand({ ...steering, pack: () => ({ frozen: true }) })

/** Lets time go on, from where it is. */
const run = defineCommand({ ...steering, pack: () => ({ frozen: false }) })

export const clock = { now, advance, set, freeze, run }
