import { type Duration, readDuration } from '../duration.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { EXPORT_FORMATS, EXPORT_TYPES, type ExportFormat, exportJournal } from '../journal/export.ts'
import { type JournalPage, JournalTimeout } from '../journal/journal.ts'
import { type JournalQuery, readQuery } from '../journal/query.ts'
import { suggest } from '../suggest.ts'
import { defineCommand, nothing, type RawInput } from './command.ts'
import { CommandError } from './command-error.ts'

/** How long `waitFor` waits, in milliseconds. */
const USUAL_TIMEOUT = 4000

/** The longest that a timer of the machine can wait. */
const LONGEST_TIMEOUT = 24 * 86_400_000

/** The entries that match a query, oldest first. */
const find = defineCommand({
  http: { method: 'GET', paths: ['/journal'], status: 200 },
  pack: (query: JournalQuery = {}) => ({ ...query }),
  read: readQuery,
  run: ({ journal }, query): JournalPage => journal.find(query),
})

/** Waits until there is an entry that matches a query; it may be there already. Fails with the nearest misses. */
const waitFor = defineCommand({
  http: { method: 'POST', paths: ['/journal/wait'], status: 200 },
  isSilent: true,
  pack: (query: JournalQuery, options: { timeout?: Duration | undefined } = {}) => ({ ...query, ...options }),
  read({ timeout = USUAL_TIMEOUT, ...query }) {
    const milliseconds = readDuration(timeout, 'timeout')
    if (milliseconds > LONGEST_TIMEOUT) throw new TypeError('timeout: must be at most 24 days')
    return { query: readQuery(query), timeout: milliseconds }
  },
  async run({ journal }, { query, timeout }): Promise<JournalEntry> {
    try {
      return await journal.waitFor(query, timeout)
    } catch (error) {
      if (error instanceof JournalTimeout) throw new CommandError(408, error.message)
      throw error
    }
  },
})

/** Forgets all entries. Their numbers go on. */
const clear = defineCommand({
  ...nothing,
  isSilent: true,
  http: { method: 'DELETE', paths: ['/journal'], status: 204 },
  run: ({ journal }): void => journal.clear(),
})

/** What an export leaves out or replaces. */
export interface ExportOptions {
  /**
   * Whether what differs from run to run is replaced: IDs by ordinals, in the order of their appearance, and no times. Two
   * runs that do the same then give the same text. @default false
   */
  normalized?: boolean | undefined
}

/** The whole journal as text: HAR 1.2, which the network panel of a browser opens, or NDJSON, one entry a line. */
const exportAll = defineCommand({
  http: {
    method: 'GET',
    paths: ['/journal'],
    status: 200,
    when: 'format',
    contentType: ({ format }) => EXPORT_TYPES[format as ExportFormat],
  },
  pack: (format: ExportFormat = 'ndjson', options: ExportOptions = {}) => ({ format, ...options }),
  read: readExport,
  run: ({ journal }, { format, normalized }): string => exportJournal(journal.all(), format, normalized),
})

function readExport({ format, normalized = false }: RawInput): { format: ExportFormat; normalized: boolean } {
  const known = EXPORT_FORMATS.find((one) => one === format)
  if (known === undefined) {
    throw new TypeError(
      `format: must be one of ${EXPORT_FORMATS.join(', ')}${suggest(format, EXPORT_FORMATS)}`,
    )
  }
  // In a query, it is text.
  if (![true, false, 'true', 'false'].includes(normalized as boolean)) {
    throw new TypeError('normalized: must be true or false')
  }
  return { format: known, normalized: normalized === true || normalized === 'true' }
}

export const journal = { find, waitFor, clear, export: exportAll }
