import { expect, it, vi } from 'vitest'
import { fc } from '../../core/test/property.ts'
import { createSandboxClock } from '../src/sandbox-clock.ts'
import { createTestClock } from './test-clock.ts'

it('calls what falls due in its order, each at its own time, whatever starts it', async () => {
  const holds = fc.asyncProperty(
    fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 20 }),
    fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 10 }),
    async (delays, steps) => {
      const clock = createSandboxClock(createTestClock(0))
      const called: [at: number, due: number][] = []
      for (const delay of delays) clock.setTimeout(() => called.push([clock.now(), delay]), delay)
      for (const step of steps) await clock.advance(step)
      const reached = steps.reduce((sum, step) => sum + step, 0)
      expect(clock.now()).toBe(reached)
      expect(called).toEqual(
        delays
          .filter((delay) => delay <= reached)
          .sort((a, b) => a - b)
          .map((delay) => [delay, delay]),
      )
    },
  )
  await fc.assert(holds, { seed: 7, numRuns: 200 })
})

it('runs a timer that a timer starts within the same advance', async () => {
  const clock = createSandboxClock(createTestClock(0))
  const times: number[] = []
  const again = () => {
    times.push(clock.now())
    if (times.length < 4) clock.setTimeout(again, 10)
  }
  clock.setTimeout(again, 10)
  await clock.advance(35)
  expect(times).toEqual([10, 20, 30])
  await clock.advance(5)
  expect(times).toEqual([10, 20, 30, 40])
})

it('waits with the machine when it runs, and does not when it stands still', async () => {
  const machine = createTestClock(0)
  const clock = createSandboxClock(machine)
  const called = vi.fn()
  clock.setTimeout(called, 100)
  await clock.freeze()
  machine.advance(1000)
  expect([called.mock.calls.length, clock.now()]).toEqual([0, 0])
  await clock.run()
  machine.advance(99)
  expect(called).not.toHaveBeenCalled()
  machine.advance(1)
  expect([called.mock.calls.length, clock.now()]).toEqual([1, 100])
})

it('lets what waits go on waiting when it goes back', async () => {
  const machine = createTestClock(10_000)
  const clock = createSandboxClock(machine)
  const called = vi.fn()
  clock.setTimeout(called, 100)
  await clock.set(2000)
  expect(clock.now()).toBe(2000)
  machine.advance(99)
  expect(called).not.toHaveBeenCalled()
  machine.advance(1)
  expect(called).toHaveBeenCalled()
})

it('waits for longer than the timers of the machine can', () => {
  const waits: number[] = []
  const machine = {
    now: () => 0,
    setTimeout(_callback: () => void, milliseconds: number) {
      waits.push(milliseconds)
      return () => {}
    },
  }
  createSandboxClock(machine).setTimeout(() => {}, 30 * 86_400_000)
  expect(waits).toEqual([2 ** 31 - 1])
})

it('tells how far it was ahead when something was made, by the machine or by the sandbox', async () => {
  const machine = createTestClock(1_000_000)
  const clock = createSandboxClock(machine)
  expect(clock.shiftAt(500_000)).toBe(0)
  machine.advance(1000)
  await clock.advance(3_600_000)
  machine.advance(1000)
  expect(clock.shiftAt(1_000_500)).toBe(0)
  expect(clock.shiftAt(1_001_500)).toBe(3_600_000)
  // The sandbox itself dates what it makes by its own time.
  expect(clock.shiftAt(clock.now())).toBe(0)
  await clock.freeze()
  machine.advance(500)
  expect(clock.shiftAt(1_002_300)).toBe(1_002_000 + 3_600_000 - 1_002_300)
})

it('steers one after the other, and ends at a reset', async () => {
  const clock = createSandboxClock(createTestClock(0))
  const called = vi.fn()
  clock.setTimeout(() => clock.reset(), 50)
  clock.setTimeout(called, 60)
  await Promise.all([clock.advance(40), clock.advance(40), clock.advance(40)])
  expect(called).not.toHaveBeenCalled()
})
