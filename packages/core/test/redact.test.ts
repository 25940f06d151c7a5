import { expect, it } from 'vitest'
import { redact } from '../src/redact.ts'
import { CONNECTION_JWT, T1_TOKEN } from './vectors.ts'

it('takes both kinds of token out of a text, and leaves the rest', () => {
  expect(redact(`a ${CONNECTION_JWT} b "${T1_TOKEN}" c`)).toBe('a [token] b "[token]" c')
})

it('knows a JWT however its header is spaced', () => {
  const parts = ['{ "alg": "HS256" }', '{\n"iss": "123456" }', 'signature']
  const token = parts.map((part) => btoa(part).replace(/=+$/, '')).join('.')
  expect(redact(`/nowhere/${token}`)).toBe('/nowhere/[token]')
})

it('leaves host names, session IDs and plain prose alone', () => {
  const text = 'anvil.opentok.com 1_MX4xMjM0NTZ-fjE3OTU said "see docs.example.com/eyes"'
  expect(redact(text)).toBe(text)
})
