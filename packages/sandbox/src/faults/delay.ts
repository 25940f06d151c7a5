import { type Duration, readDuration } from '../duration.ts'

/**
 * How long something is delayed: a fixed time, one between two limits, or one of a lognormal distribution, as networks
 * have it (`sigma` is the standard deviation of its logarithm).
 */
export type Delay =
  | Duration
  | { min: Duration; max: Duration }
  | { median: Duration; sigma?: number | undefined }

/**
 * Reads a delay.
 *
 * @returns draws one in milliseconds; `chance` gives numbers from 0 (included) to 1
 * @throws {TypeError} if it is not one
 */
export function readDelay(delay: unknown): (chance: () => number) => number {
  if (typeof delay !== 'object' || delay === null) {
    const fixed = readDuration(delay, 'delay')
    return () => fixed
  }
  const { min, max, median, sigma = 0.5, ...others } = delay as Record<string, unknown>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined || (median === undefined) === (min === undefined && max === undefined)) {
    throw new TypeError('delay: must be a duration, { min, max } or { median, sigma }')
  }
  if (median !== undefined) {
    const middle = readDuration(median, 'delay.median')
    if (typeof sigma !== 'number' || !(sigma >= 0 && sigma <= 5)) {
      throw new TypeError('delay.sigma: must be a number from 0 to 5')
    }
    return (chance) => middle * Math.exp(sigma * normal(chance))
  }
  const [low, high] = [readDuration(min, 'delay.min'), readDuration(max, 'delay.max')]
  if (low > high) throw new TypeError('delay.max: must not be less than delay.min')
  return (chance) => low + (high - low) * chance()
}

/** A number of the standard normal distribution (Box–Muller). */
function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}
