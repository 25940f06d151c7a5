import { expect, it } from 'vitest'
import { seededRandom, toUuid } from '../src/random.ts'

it('gives the same bytes for the same seed, and others for another', () => {
  const [a, b, c] = [seededRandom(1), seededRandom(1), seededRandom(2)]
  const bytes = a(64)
  expect(b(64)).toEqual(bytes)
  expect(c(64)).not.toEqual(bytes)
  // Not in the request's sizes, but in their order lies the sequence.
  const d = seededRandom(1)
  expect(Uint8Array.of(...d(10), ...d(54))).toEqual(bytes)
})

it('gives bytes that are spread evenly', () => {
  const counts = new Array<number>(256).fill(0)
  for (const byte of seededRandom(7)(256 * 400)) counts[byte] = (counts[byte] ?? 0) + 1
  expect(Math.min(...counts)).toBeGreaterThan(300)
  expect(Math.max(...counts)).toBeLessThan(500)
})

it('writes a version 4 UUID', () => {
  expect(toUuid(new Uint8Array(16).fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
})
