import { expect, it } from 'vitest'
import { fc } from '../../../core/test/property.ts'
import { createSandbox } from '../../src/index.ts'
import { RefusalRecord } from '../../src/journal/refusal-record.ts'
import { Ring } from '../../src/journal/ring.ts'
import { grownBy } from '../grown-by.ts'

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
  const peer = { send() {}, close() {}, terminate() {}, bufferedAmount: 0 }
  // Each is a request and an event.
  const openSockets = (count: number) => {
    for (let i = 0; i < count; i++) sandbox.accept(peer, { url: 'wss://x/' }).closed(1006)
  }
  openSockets(20_000)
  expect(grownBy(() => openSockets(500_000))).toBeLessThan(2)
  expect((await sandbox.journal.find({ limit: 1 })).dropped).toBeGreaterThan(1_000_000)
}, 120_000)
