import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arrangePictures, type Box } from '../../src/views/call/arrange-pictures.ts'

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

it('keeps every picture inside of the space, and none over another', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 25 }),
      fc.boolean(),
      fc.integer({ min: 300, max: 1900 }),
      fc.integer({ min: 240, max: 1000 }),
      (count, hasScreen, width, height) => {
        const boxes = arrangePictures(count, hasScreen, { width, height })
        expect(boxes).toHaveLength(count)
        for (const [i, box] of boxes.entries()) {
          expect(box.width > 0 && box.height > 0).toBe(true)
          expect(box.x >= 0 && box.y >= 0).toBe(true)
          expect(box.x + box.width <= width + 1 && box.y + box.height <= height + 1).toBe(true)
          expect(boxes.slice(i + 1).some((other) => overlap(box, other))).toBe(false)
        }
      },
    ),
  )
})

it.each([
  [1, 890, 420],
  [2, 890, 420],
  [5, 890, 420],
  [9, 890, 420],
  [9, 374, 620],
])('fills at least half of the space with %i people on %i × %i pixels', (count, width, height) => {
  const area = arrangePictures(count, false, { width, height }).reduce(
    (sum, box) => sum + box.width * box.height,
    0,
  )
  expect(area / (width * height)).toBeGreaterThan(0.5)
})

it('gives a shared screen most of the space, and the people what is left', () => {
  const [screen, ...people] = arrangePictures(4, true, { width: 900, height: 420 })
  const area = ({ width, height }: Box) => width * height
  expect(area(screen as Box)).toBeGreaterThan(people.map(area).reduce((sum, one) => sum + one, 0))
})

it('arranges nothing where there is no picture or no space', () => {
  expect(arrangePictures(0, false, { width: 900, height: 420 })).toEqual([])
  expect(arrangePictures(3, false, { width: 0, height: 0 })).toEqual([])
})
