import { expect, it } from 'vitest'
import { redact } from '../src/redact.ts'
import { fc, property } from './property.ts'
import { CONNECTION_JWT, T1_TOKEN } from './vectors.ts'

it('takes both kinds of token out of a text, and leaves the rest', () => {
  expect(redact(`a ${CONNECTION_JWT} b "${T1_TOKEN}" c`)).toBe('a [token] b "[token]" c')
})

it('recognizes a JWT however its header is spaced', () => {
  for (const header of [
    '{"alg":"HS256"}',
    '{ "alg": "HS256" }',
    '{\n  "alg": "HS256"\n}',
    '{\t"alg": "HS256"}',
  ]) {
    const parts = [header, '{\n"iss": "123456" }', 'signature']
    const token = parts.map((part) => btoa(part).replace(/=+$/, '')).join('.')
    expect(redact(`/nowhere/${token}`)).toBe('/nowhere/[token]')
  }
})

it.each([
  ['after a percent escape', `/session/%20${CONNECTION_JWT}`],
  ['after other characters', `/session/token-x${CONNECTION_JWT}`],
  ['with escaped dots', `/session/${CONNECTION_JWT.replaceAll('.', '%2E')}`],
  ['without its signature', `/session/${CONNECTION_JWT.replace(/[^.]*$/, '')}`],
  ['that was cut off', `/session/${CONNECTION_JWT.slice(0, 120)}`],
  ['with a fourth part', `/session/${CONNECTION_JWT}.tail`],
  ['as T1, escaped', `/session/${encodeURIComponent(T1_TOKEN)}`],
  ['as T1, escaped twice', `/session/${encodeURIComponent(encodeURIComponent(T1_TOKEN))}`],
  ['as T1 after an escape', `/session/%20${T1_TOKEN}`],
])('hides a token in a URL %s', (_where, text) => {
  const hidden = redact(text)
  expect(hidden).toContain('[token]')
  for (const part of [...CONNECTION_JWT.split('.'), CONNECTION_JWT.slice(50, 100), T1_TOKEN.slice(8, 40)]) {
    expect(hidden).not.toContain(part)
  }
})

it.each([
  ['a letter of a secret', '/x/%61-very-own-secret/y'],
  ['a letter of a secret, three times', '/x/%252561-very-own-secret/y'],
  ['the mark of a T1 token', `/x/%541${T1_TOKEN.slice(2)}/y`],
])('hides what is readable behind escapes: %s', (_what, text) => {
  expect(redact(text, ['a-very-own-secret'])).toBe('/x/[hidden]/y')
})

it('hides the claims and the signature of a JWT whose first letter is escaped', () => {
  const hidden = redact(`/x/%65${CONNECTION_JWT.slice(1)}/y`)
  for (const part of CONNECTION_JWT.split('.').slice(1)) expect(hidden).not.toContain(part)
})

it('hides the secrets that it is given, also where they are escaped', () => {
  const secret = 'a secret/with+signs'
  expect(redact(`x${secret}y ${encodeURIComponent(secret)}`, [secret, 'abc'])).toBe('x[secret]y [secret]')
  expect(redact('A SECRET/WITH+SIGNS', [secret])).toBe('[secret]')
  expect(redact('abc', ['abc', ''])).toBe('abc')
})

it('leaves host names, session IDs and plain prose alone', () => {
  const text =
    'anvil.opentok.com 1_MX4xMjM0NTZ-fjE3OTU said "see docs.example.com/eyes" newport-beach.example1.com 1.2.3 file.test.ts'
  expect(redact(text)).toBe(text)
})

property(
  'no text around a token makes it readable',
  [fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), fc.constantFrom(CONNECTION_JWT, T1_TOKEN)],
  (before, after, token) => {
    expect(redact(before + token + after)).not.toContain(token.slice(token.length / 4, token.length / 2))
  },
)

/** The time that work takes, in milliseconds: the shortest of some, since others use the machine, too. */
function timeOf(work: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return Math.min(...times)
}

it.each([
  'eyJ-',
  'eyJ',
  'eyJa.',
  'eyJaaaaaaaa.',
  'ewo',
  'T1=',
  'T1==',
  'T1%25',
  '.',
  '-',
  '%',
  '%2e',
  'a',
  '%252525',
])('takes a time proportional to the length of a text of many "%s"', (piece) => {
  const text = (length: number) => piece.repeat(Math.ceil(length / piece.length))
  const [short, long] = [text(16_000), text(64_000)]
  redact(short)
  // Quadratic time would be 16 times as long.
  expect(timeOf(() => redact(long))).toBeLessThan(8 * timeOf(() => redact(short)) + 100)
})

property(
  'takes a time proportional to the length of any text',
  [
    fc.array(fc.constantFrom('eyJ', 'ewo', '-', '.', 'T1', '=', '%', '2e', '3D', '25', 'a', ' ', '/'), {
      minLength: 1,
      maxLength: 8,
    }),
  ],
  (pieces) => {
    const text = (length: number) => pieces.join('').repeat(Math.ceil(length / pieces.join('').length))
    expect(timeOf(() => redact(text(64_000)))).toBeLessThan(8 * timeOf(() => redact(text(16_000))) + 100)
  },
)
