import { closestMatch } from 'leven'

/**
 * A name in quotes, for a message; or other words for what is too long to be one. It is never cut: a part of a secret
 * could not be recognized, and hidden.
 */
export function nameOr(given: unknown, words: string): string {
  return typeof given === 'string' && given.length <= LONGEST_NAME ? `"${given}"` : words
}

const LONGEST_NAME = 80

/** A text with more characters is no misspelled name. */
const LONGEST = 200

/**
 * "Did you mean …?" for a text that is nearly one of those that are known; empty for any other.
 *
 * @example
 * suggest('conect', ['connect', 'signal']) // '. Did you mean "connect"?'
 */
export function suggest(given: unknown, known: readonly string[]): string {
  if (typeof given !== 'string' || given === '' || given.length > LONGEST) return ''
  const maxDistance = 1 + Math.floor(given.length / 3)
  const best = closestMatch(given, known, { maxDistance })
  return best === undefined ? '' : `. Did you mean "${best}"?`
}
