import type { JournalEntry, JournalKind } from '@opentok-sandbox/sandbox'
import { describe, expect, it } from 'vitest'
import { createJournalModel, NO_FILTER } from '../../src/model/journal-model.ts'

const entry = (seq: number, more: Partial<JournalEntry> & { url?: string } = {}) =>
  ({ seq, time: '2030-01-01T00:00:00.000Z', kind: 'event', text: `entry ${seq}`, ...more }) as JournalEntry

const ada = { id: 'aaaa-1', data: 'name=Ada' }

function fill(...entries: JournalEntry[]) {
  const journal = createJournalModel()
  journal.add({ entries, isReset: false })
  return journal
}

const seqs = (list: readonly JournalEntry[]) => list.map(({ seq }) => seq)

describe('the journal on the page', () => {
  it('takes in what comes, in its order', () => {
    const journal = fill(entry(1), entry(2))
    journal.add({ entries: [entry(3)], isReset: false })
    expect(seqs(journal.shown)).toEqual([1, 2, 3])
    expect(journal.total.value).toBe(3)
  })

  it('shows the answer of a request when it comes', () => {
    const journal = fill(entry(1, { kind: 'request', text: 'GET /' }), entry(2))
    journal.add({ entries: [entry(1, { kind: 'request', text: 'GET / → 200' })], isReset: false })
    expect(journal.shown.map(({ text }) => text)).toEqual(['GET / → 200', 'entry 2'])
  })

  it('begins again when the sandbox has begun again', () => {
    const journal = fill(entry(7), entry(8))
    journal.add({ entries: [entry(1)], isReset: true })
    expect(seqs(journal.shown)).toEqual([1])
  })

  it.each([
    ['a kind', { hiddenKinds: new Set<JournalKind>(['event']) }, [2, 3]],
    ['a session', { session: 'one' }, [2]],
    ['a person', { person: ada.id }, [3]],
    ['a text, in any case', { text: 'HELLO' }, [3]],
    ['nothing', {}, [1, 2, 3]],
  ])('is filtered by %s', (_what, part, expected) => {
    const journal = fill(
      entry(1),
      entry(2, { kind: 'command', session: 'one' }),
      entry(3, { kind: 'frame', connection: ada, text: 'says hello' }),
    )
    journal.filter.value = { ...NO_FILTER, ...part }
    expect(seqs(journal.shown)).toEqual(expected)
  })

  it('leaves out at first what the client logs about itself', () => {
    const journal = fill(
      entry(1, { kind: 'request', url: 'https://x.invalid/prod/logging/ClientEvent' }),
      entry(2),
    )
    expect(seqs(journal.shown)).toEqual([2])
    journal.filter.value = NO_FILTER
    expect(seqs(journal.shown)).toEqual([1, 2])
  })

  it('knows the people and the sessions that are in it, by their names', () => {
    const journal = fill(entry(1, { session: 'one', connection: ada }), entry(2, { session: 'one' }))
    expect([...journal.people.value]).toEqual([[ada.id, 'Ada']])
    expect([...journal.sessions.value]).toEqual(['one'])
  })

  it('finds the cause and the effects of an entry', () => {
    const journal = fill(entry(1), entry(2, { cause: 1 }), entry(3, { cause: 1 }), entry(4))
    expect(seqs(journal.effectsOf(1))).toEqual([2, 3])
    expect(journal.find(2)?.cause).toBe(1)
    expect(journal.find(99)).toBeUndefined()
  })

  it('forgets the oldest entries when there are too many, in the filtered list, too', () => {
    const journal = createJournalModel()
    journal.filter.value = { ...NO_FILTER, text: 'entry' }
    const many = Array.from({ length: 21_000 }, (_, i) => entry(i + 1))
    journal.add({ entries: many, isReset: false })
    expect(journal.total.value).toBeLessThanOrEqual(20_000)
    expect(journal.shown[0]?.seq).toBe(journal.all[0]?.seq)
    expect(journal.shown.at(-1)?.seq).toBe(21_000)
  })

  it('keeps what is open in step with what is known of it', () => {
    const journal = fill(entry(1, { kind: 'request' }))
    journal.selected.value = 1
    journal.add({ entries: [entry(1, { kind: 'request', status: 200 })], isReset: false })
    expect(journal.selectedEntry.value?.status).toBe(200)
    journal.clear()
    expect(journal.selectedEntry.value).toBeUndefined()
  })
})
