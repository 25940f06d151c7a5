import type { JournalEntry } from './entry.ts'
import {
  CRITERIA,
  type Criterion,
  differences,
  type JournalQuery,
  matchesText,
  quickDifferences,
} from './query.ts'
import type { JournalRecord } from './record.ts'

/** How many near misses a message shows, and how many of the latest records are looked at. */
const SHOWN = 3
const LOOKED_AT = 2000

/** Says that nothing matched a query in time, what came nearest to it, and in what it differs. */
export function describeNearMisses(
  query: JournalQuery,
  timeout: number,
  records: readonly JournalRecord[],
  describe: (record: JournalRecord) => JournalEntry,
): string {
  const wanted = CRITERIA.filter((name) => query[name] !== undefined)
  const what = wanted.map((name) => `${name} ${JSON.stringify(query[name])}`).join(', ') || 'anything'
  const head = `No journal entry with ${what} within ${timeout} ms.`
  const misses = records
    .slice(-LOOKED_AT)
    .map((record) => ({ record, different: differencesOf(query, record, () => describe(record)) }))
    .filter(({ different }) => different.length < wanted.length)
    // The latest of those that differ in least.
    .sort((a, b) => a.different.length - b.different.length || b.record.seq - a.record.seq)
    .slice(0, SHOWN)
  if (misses.length === 0) return `${head} Nothing like it has happened.`
  const lines = misses.map(({ record, different }) => explain(describe(record), different))
  return [`${head} The nearest:`, ...lines].join('\n')
}

function differencesOf(
  query: JournalQuery,
  record: JournalRecord,
  describe: () => JournalEntry,
): Criterion[] {
  const quick = quickDifferences(query, record)
  if (query.text === undefined || quick.length > 1) return differences(query, record, describe)
  return matchesText(describe().text, query.text) ? quick : [...quick, 'text']
}

function explain(entry: JournalEntry, different: readonly Criterion[]): string {
  const parts = different.map((name) => `its ${name} is ${show(entry, name)}`)
  return `  ${entry.seq}. ${entry.text} (${parts.join(', ')})`
}

function show(entry: JournalEntry, name: Criterion): string {
  if (name === 'text') return 'another'
  if (name === 'connection') {
    return entry.connection
      ? `${entry.connection.id} (data ${JSON.stringify(entry.connection.data)})`
      : 'none'
  }
  return entry[name] === undefined ? 'none' : JSON.stringify(entry[name])
}
