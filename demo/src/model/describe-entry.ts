import type { JournalEntry } from '@opentok-sandbox/sandbox'
import { nameOf } from './name-of.ts'

/**
 * The line of an entry, with the name of a person in place of the connection data.
 *
 * @example
 * describeEntry({ text: 'name=Ada sent PING', connection: { id: '…', data: 'name=Ada' }, … }) // → 'Ada sent PING'
 */
export function describeEntry({ text, connection }: Pick<JournalEntry, 'text' | 'connection'>): string {
  const data = connection?.data
  return data && text.startsWith(`${data} `) ? nameOf(connection) + text.slice(data.length) : text
}
