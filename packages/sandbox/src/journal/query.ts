import { JOURNAL_KINDS, type JournalEntry, type JournalKind } from './entry.ts'
import { matchesPattern } from './pattern.ts'
import type { JournalRecord, Party } from './record.ts'

/** Which entries are looked for; each property that is given must be true of an entry. */
export interface JournalQuery {
  kind?: JournalKind | undefined
  /** A session ID. */
  session?: string | undefined
  /** A client: its connection ID, or its connection data; `*` stands for any characters. */
  connection?: string | undefined
  /** Something in the line of text, in capitals or not; `*` stands for any characters. */
  text?: string | undefined
  status?: number | undefined
  /** Only entries after the one with this number. @default 0 */
  after?: number | undefined
  /** @default 1000 */
  limit?: number | undefined
}

/** The properties of a query that an entry has to match. */
export const CRITERIA = ['kind', 'session', 'connection', 'status', 'text'] as const

/** @see {@link CRITERIA} */
export type Criterion = (typeof CRITERIA)[number]

/** The most entries in one answer. */
const MOST = 10_000
const USUAL = 1000

/** A query with its defaults. */
export type CheckedQuery = JournalQuery & { after: number; limit: number }

const NAMES: readonly string[] = [...CRITERIA, 'after', 'limit']

/**
 * Reads a query; over HTTP, its numbers are text.
 *
 * @throws {TypeError} naming what is wrong
 */
export function readQuery(input: Readonly<Record<string, unknown>>): CheckedQuery {
  for (const name of Object.keys(input)) {
    if (!NAMES.includes(name)) {
      throw new TypeError(`${name}: is not part of a journal query; it has ${NAMES.join(', ')}`)
    }
  }
  const { kind } = input
  if (kind !== undefined && !JOURNAL_KINDS.some((known) => known === kind)) {
    throw new TypeError(`kind: must be one of ${JOURNAL_KINDS.join(', ')}`)
  }
  const query: CheckedQuery = {
    after: readCount(input, 'after') ?? 0,
    limit: Math.min(readCount(input, 'limit') ?? USUAL, MOST),
  }
  if (kind !== undefined) query.kind = kind as JournalKind
  for (const name of ['session', 'connection', 'text'] as const) {
    const value = input[name]
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '') throw new TypeError(`${name}: must be text`)
    query[name] = value
  }
  const status = readCount(input, 'status')
  if (status !== undefined) query.status = status
  return query
}

function readCount(input: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = input[name]
  if (value === undefined) return undefined
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  throw new TypeError(`${name}: must be a whole number from 0`)
}

/** What of a query is not true of a record. The text is looked at last, and only if all else matches. */
export function differences(
  query: JournalQuery,
  record: JournalRecord,
  describe: () => JournalEntry,
): Criterion[] {
  const different = quickDifferences(query, record)
  if (query.text === undefined) return different
  if (different.length > 0) return [...different, 'text']
  return matchesText(describe().text, query.text) ? [] : ['text']
}

/** How a record differs from a query in what is known without describing it. */
export function quickDifferences(query: JournalQuery, record: JournalRecord): Criterion[] {
  const different: Criterion[] = []
  if (query.kind !== undefined && query.kind !== record.kind) different.push('kind')
  if (query.session !== undefined && query.session !== record.session) different.push('session')
  if (query.connection !== undefined && !isParty(record.connection, query.connection)) {
    different.push('connection')
  }
  if (query.status !== undefined && query.status !== record.status) different.push('status')
  return different
}

/** Whether a client is the one that is meant: by its connection ID or its connection data. */
export function isParty(party: Party | undefined, pattern: string): boolean {
  return party !== undefined && (matchesPattern(party.id, pattern) || matchesPattern(party.data, pattern))
}

/** Whether a text has another one in it, in capitals or not. */
export function matchesText(text: string, pattern: string): boolean {
  return matchesPattern(text.toLowerCase(), `*${pattern.toLowerCase()}*`)
}
