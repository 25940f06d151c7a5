import { expect, it } from 'vitest'
import { fc } from '../../../core/test/property.ts'
import { matchesPattern } from '../../src/journal/pattern.ts'

it.each([
  ['name=Ada', 'name=Ada', true],
  ['name=Ada', 'name=*', true],
  ['name=Ada', '*Ada', true],
  ['name=Ada', '*m*=*a', true],
  ['name=Ada', 'Ada', false],
  ['aa', 'a*a*a', false],
  ['ab', 'ab*ab', false],
  ['', '*', true],
])('%j and %j: %s', (text, pattern, matches) => {
  expect(matchesPattern(text, pattern)).toBe(matches)
})

it('matches as a regular expression would, and takes no longer for a hostile pattern', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 9 })
  const holds = fc.property(letters, letters, (text, pattern) => {
    const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
    const plain = text.replaceAll('*', 'c')
    expect(matchesPattern(plain, pattern)).toBe(expression.test(plain))
  })
  fc.assert(holds, { seed: 7, numRuns: 2000 })
  expect(matchesPattern('a'.repeat(50_000), `${'*a'.repeat(2000)}*b`)).toBe(false)
})
