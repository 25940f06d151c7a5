import { RefusalRecord } from '../journal/refusal-record.ts'
import type { Refusal } from '../refusal.ts'
import type { RestContext } from './request-record.ts'

/** Writes a refusal into the log and into the journal. */
export function noteRefusal(
  { log, journal, record }: RestContext,
  what: string,
  { status, message: reason, hint }: Refusal,
  session = record.session,
): void {
  log({ level: 'warn', message: `${what} was refused with ${status}: ${hint}` })
  const { connection, seq: cause } = record
  journal.add(new RefusalRecord({ what, status, reason, hint, session, connection, cause }))
}
