import { expect, it } from 'vitest'
import { fc } from '../../../core/test/property.ts'
import { createSandbox } from '../../src/index.ts'
import { RefusalRecord } from '../../src/journal/refusal-record.ts'
import { Ring } from '../../src/journal/ring.ts'

const record = (length: number) =>
  new RefusalRecord({ what: 'x'.repeat(length), status: 400, reason: '', hint: '' })

it('keeps the latest records within both limits, and counts those that fell out', () => {
  const holds = fc.property(
    fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 }),
    fc.integer({ min: 1, max: 9 }),
    (lengths, entries) => {
      const ring = new Ring({ entries, bytes: 2000 })
      const records = lengths.map(record)
      for (const one of records) ring.push(one)
      const kept = [...ring.after(0)]
      expect(kept).toEqual(records.slice(records.length - kept.length))
      expect(ring.dropped).toBe(records.length - kept.length)
      expect(kept.length).toBeLessThanOrEqual(entries)
      const bytes = kept.reduce((sum, { size }) => sum + size + 160, 0)
      expect(bytes <= 2000 || kept.length === 1).toBe(true)
      if (kept.length < Math.min(entries, records.length)) {
        const before = records[records.length - kept.length - 1]
        expect(bytes + (before?.size ?? 0) + 160).toBeGreaterThan(2000)
      }
      for (const one of records) expect(ring.get(one.seq)).toBe(kept.includes(one) ? one : undefined)
    },
  )
  fc.assert(holds, { seed: 7, numRuns: 300 })
})

it('does not grow with a million entries', async () => {
  const sandbox = createSandbox({ log: () => {} })
  for (let i = 0; i < 30_000; i++) await sandbox.fail({ on: 'x' as 'config' }).catch(() => {})
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 1_000_000; i++) {
    const socket = sandbox.accept(
      { send() {}, close() {}, terminate() {}, bufferedAmount: 0 },
      { url: 'wss://x/' },
    )
    socket.closed(1006)
    if (i % 1000 === 0) await Promise.resolve()
  }
  globalThis.gc?.()
  const grown = (process.memoryUsage().heapUsed - before) / 1024 / 1024
  expect((await sandbox.journal.find({ limit: 1 })).dropped).toBeGreaterThan(1_000_000)
  expect(grown).toBeLessThan(24)
}, 120_000)
