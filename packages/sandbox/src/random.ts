import { type RandomSource, toHex } from '@opentok-sandbox/core'

/**
 * A source whose bytes follow from the seed alone (the generator sfc32). For repeatable tests, never for secrets.
 *
 * @param seed a whole number; only its lower 32 bits count
 */
export function seededRandom(seed: number): RandomSource {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed >>> 0, 1]
  const next = () => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum & 0xff
  }
  // The first numbers of near seeds are alike.
  for (let i = 0; i < 15; i++) next()
  return (length) => Uint8Array.from({ length }, next)
}

/** How many bytes are drawn at once. */
const POOL = 4096

/** A source that draws from another many bytes at once: asking the system takes time. */
export function pooledRandom(source: RandomSource): RandomSource {
  let pool = new Uint8Array()
  let used = 0
  return (length) => {
    if (length > POOL) return source(length)
    if (used + length > pool.length) {
      pool = Uint8Array.from(source(POOL))
      used = 0
    }
    used += length
    return pool.slice(used - length, used)
  }
}

/** Sixteen random bytes as a version 4 UUID (RFC 9562 §5.4). */
export function toUuid(bytes: Uint8Array): string {
  const marked = Uint8Array.from(bytes.subarray(0, 16))
  marked[6] = ((marked[6] ?? 0) & 0x0f) | 0x40
  marked[8] = ((marked[8] ?? 0) & 0x3f) | 0x80
  return toHex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Four random bytes as a number from 0 (included) to 1. */
export function readChance([a = 0, b = 0, c = 0, d = 0]: Iterable<number>): number {
  return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32
}
