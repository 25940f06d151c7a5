import { expect, it } from 'vitest'
import { SessionIdError } from '../src/errors.ts'
import { decodeSessionId, encodeSessionId } from '../src/session-id.ts'
import { fc, property } from './property.ts'

// Real IDs of fifteen years (rest facts §3).
it.each([
  [
    '1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4',
    {
      apiKey: '123456',
      location: '',
      createdAt: Date.UTC(2014, 2, 15, 21, 42, 23),
      random: '0.49013025',
      mediaMode: 'routed',
    },
  ],
  [
    '2_MX4xNzAxMjYzMX4xMjcuMC4wLjF-V2VkIEZlYiAyNiAxODo1NzoyNCBQU1QgMjAxNH4wLjU0MDU4ODc0fg',
    {
      apiKey: '17012631',
      location: '127.0.0.1',
      createdAt: Date.UTC(2014, 1, 27, 2, 57, 24),
      random: '0.54058874',
      mediaMode: 'routed',
    },
  ],
])('decodes the recorded ID %s', (sessionId, fields) => {
  expect(decodeSessionId(sessionId)).toEqual(fields)
})

it('writes a routed ID exactly as OpenTok has since 2016', () => {
  const source = {
    apiKey: '854511',
    location: '',
    createdAt: 1472435605223,
    random: 'yX04Rafdz27hrAGjzq70WhAW',
  }
  const sessionId = encodeSessionId({ ...source, mediaMode: 'routed' })
  expect(atob(sessionId.slice(2).replaceAll('-', '+'))).toBe(
    '1~854511~~1472435605223~yX04Rafdz27hrAGjzq70WhAW~~',
  )
  expect(sessionId).toBe('1_MX44NTQ1MTF-fjE0NzI0MzU2MDUyMjN-eVgwNFJhZmR6MjdockFHanpxNzBXaEFXfn4')
})

it('marks a relayed ID with P, as OpenTok does', () => {
  const source = {
    apiKey: '123456',
    location: '12.34.56.78',
    createdAt: 1472435605223,
    random: 'yX04Rafdz27hrAGjzq70WhAW',
  }
  const sessionId = encodeSessionId({ ...source, mediaMode: 'relayed', prefix: 2 })
  const text = atob(sessionId.slice(2).replaceAll('-', '+').replaceAll('_', '/'))
  expect(text).toBe('1~123456~12.34.56.78~1472435605223~yX04Rafdz27hrAGjzq70WhAW~P~~')
  expect(sessionId.startsWith('2_')).toBe(true)
})

const source = fc.record({
  apiKey: fc.stringMatching(/^[1-9][0-9]{0,9}$/),
  location: fc.oneof(fc.constant(''), fc.ipV4()),
  createdAt: fc.integer({ min: 0, max: 2 ** 42 }),
  random: fc.uint8Array({ minLength: 18, maxLength: 18 }).map((bytes) => btoa(String.fromCharCode(...bytes))),
  mediaMode: fc.constantFrom('relayed' as const, 'routed' as const),
  prefix: fc.constantFrom(1 as const, 2 as const),
})

property('reads back every ID that it writes', [source], (fields) => {
  const { prefix: _prefix, ...rest } = fields
  expect(decodeSessionId(encodeSessionId(fields))).toEqual(rest)
})

property(
  'never writes an underscore into the body, at which the .NET SDK would split it',
  [source],
  (fields) => {
    expect(encodeSessionId(fields).slice(2)).not.toContain('_')
  },
)

it.each([
  '',
  '1_',
  'hello',
  '1abc70a34d069d2e6a1e565f3958b5250b435e32',
  '1_!!!!',
  `1_${'A'.repeat(300)}`,
  '1_MX4',
  '1_MX5-',
])('rejects %j, which is not a session ID', (text) => {
  expect(() => decodeSessionId(text)).toThrow(SessionIdError)
})

property('gives fields or a SessionIdError for any text, and nothing else', [fc.string()], (text) => {
  for (const sessionId of [text, `1_${text}`, `2_${btoa(encodeURIComponent(text))}`]) {
    try {
      expect(decodeSessionId(sessionId).apiKey).not.toBe('')
    } catch (error) {
      expect(error).toBeInstanceOf(SessionIdError)
    }
  }
})

it.each([[{ location: 'a~b' }], [{ random: 'why?' }], [{ apiKey: '' }], [{ createdAt: Number.NaN }]])(
  'refuses to write an ID of %j, which some SDK could not read',
  (fault) => {
    const good = { apiKey: '1', location: '', createdAt: 0, random: 'x', mediaMode: 'routed' as const }
    expect(() => encodeSessionId({ ...good, ...fault })).toThrow(SessionIdError)
  },
)
