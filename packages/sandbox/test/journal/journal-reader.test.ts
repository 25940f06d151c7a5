import { expect, it } from 'vitest'
import type { JournalEntry } from '../../src/journal/entry.ts'
import { JournalReader } from '../../src/journal/journal-reader.ts'

function request(seq: number, status?: number): JournalEntry {
  const time = '2026-01-01T00:00:00.000Z'
  const answer = status === undefined ? {} : { answer: { status, time, headers: {} } }
  return { seq, time, kind: 'request', text: 'GET /', method: 'GET', url: '/', headers: {}, ...answer }
}

/** A journal whose entries a test replaces. */
function createJournal() {
  const journal = {
    entries: [] as JournalEntry[],
    find: async ({ after, limit }: { after: number; limit: number }) => {
      const entries = journal.entries.filter(({ seq }) => seq > after).slice(0, limit)
      const isAll = entries.length < limit
      const last = (isAll ? journal.entries : entries).at(-1)?.seq ?? 0
      return { entries, next: last, dropped: 0 }
    },
  }
  return journal
}

it('reads each entry once, in pages', async () => {
  const journal = createJournal()
  journal.entries = Array.from({ length: 700 }, (_, i) => request(i + 1, 200))
  const reader = new JournalReader(journal.find)
  const [first, second, third] = [await reader.read(), await reader.read(), await reader.read()]
  expect([first.entries.length, first.next, first.hasMore]).toEqual([500, 500, true])
  expect([second.entries.length, second.next, second.hasMore]).toEqual([200, 700, false])
  expect(third.entries).toEqual([])
})

it('reads a request once more when it has been answered', async () => {
  const journal = createJournal()
  journal.entries = [request(1), request(2, 200)]
  const reader = new JournalReader(journal.find)
  await reader.read()
  expect((await reader.read()).entries).toEqual([])
  journal.entries = [request(1, 503), request(2, 200), request(3, 200)]
  expect((await reader.read()).entries).toEqual([request(1, 503), request(3, 200)])
  expect((await reader.read()).entries).toEqual([])
})

it('begins again when the journal has begun again, and says so', async () => {
  const journal = createJournal()
  journal.entries = [request(1), request(2, 200)]
  const reader = new JournalReader(journal.find)
  await reader.read()
  journal.entries = [request(1, 201)]
  expect(await reader.read()).toEqual({ entries: [request(1, 201)], next: 1, isReset: true, hasMore: false })
})

it('reads on from a number', async () => {
  const journal = createJournal()
  journal.entries = [request(1, 200), request(2, 200)]
  expect((await new JournalReader(journal.find, 1).read()).entries).toEqual([request(2, 200)])
})
