import { expect, it } from 'vitest'
import { formatCreateDate } from '../../src/rest/create-date.ts'

// The dates of recorded answers (rest facts §1.5).
it.each([
  [1395042091000, 'Mon Mar 17 00:41:31 PDT 2014'],
  [Date.UTC(2016, 10, 18, 23, 50, 36), 'Fri Nov 18 15:50:36 PST 2016'],
  [Date.UTC(2025, 1, 14, 13, 14, 54), 'Fri Feb 14 05:14:54 PST 2025'],
  [Date.UTC(2024, 0, 1, 8, 0, 0), 'Mon Jan 01 00:00:00 PST 2024'],
])('writes %i as %s', (moment, text) => {
  expect(formatCreateDate(moment)).toBe(text)
})
