import type { JournalEntry } from '@opentok-sandbox/sandbox'
import { nameOf } from './name-of.ts'

/**
 * The line of an entry, with the name of a person in place of the connection data, where the line speaks of the person.
 *
 * @example
 * describeEntry({ text: 'name=Ada sent PING', connection: { id: '…', data: 'name=Ada' }, … }) // → 'Ada sent PING'
 */
export function describeEntry({ text, connection }: Pick<JournalEntry, 'text' | 'connection'>): string {
  if (!connection?.data) return text
  const { data } = connection
  const name = nameOf(connection)
  return text.startsWith(`${data} `)
    ? name + text.slice(data.length)
    : text.replace(` of ${data}`, () => ` of ${name}`)
}
