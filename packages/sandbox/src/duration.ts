/** A length of time: milliseconds, or text such as `'90s'`, `'25h'` or `'1h 30m'`. */
export type Duration = number | string

/** The units of a duration, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

const PARTS = /(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)\s*/gy

/** A hundred years: dates stay valid. */
const LONGEST = 100 * 365 * 86_400_000

/**
 * Reads a duration.
 *
 * @param name what it is, for the message
 * @returns milliseconds
 * @throws {TypeError} if it is not a duration
 *
 * @example
 * readDuration('25h', 'advance') // 90000000
 */
export function readDuration(value: unknown, name: string): number {
  const milliseconds = typeof value === 'string' ? parse(value.trim()) : value
  if (typeof milliseconds === 'number' && milliseconds >= 0 && milliseconds <= LONGEST) return milliseconds
  throw new TypeError(
    `${name}: must be a number of milliseconds, or text such as "90s", "25h" or "3d"; at most 100 years`,
  )
}

function parse(text: string): number | undefined {
  // Over HTTP and on the command line, numbers are text.
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  let total = 0
  let end = 0
  for (const match of text.matchAll(PARTS)) {
    total += Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN)
    end = match.index + match[0].length
  }
  return text !== '' && end === text.length ? total : undefined
}
