import type { JournalEntry } from './entry.ts'
import { toHar } from './har.ts'
import { normalize } from './normalize.ts'

/** How a journal can be written. */
export const EXPORT_FORMATS = ['har', 'ndjson'] as const

/** @see {@link EXPORT_FORMATS} */
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The media types of the formats. */
export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  har: 'application/json',
  ndjson: 'application/x-ndjson',
}

/** Writes entries as text. */
export function exportJournal(
  entries: readonly JournalEntry[],
  format: ExportFormat,
  normalized: boolean,
): string {
  const shown = normalized ? normalize(entries) : entries
  if (format === 'har') return JSON.stringify(toHar(shown), undefined, 1)
  return shown.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}
