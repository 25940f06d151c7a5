import { isBodyTooLong, readBody } from '@opentok-sandbox/core/read-body'
import { Refusal } from '../refusal.ts'

/** Where a body is kept for the journal. */
export interface BodyKeeper {
  readonly record: { keepBody(text: string): void }
}

/** The longest body read: a form has some 300 bytes, and a signal 8 kB. */
const LONGEST_BODY = 64 * 1024

/**
 * Reads a request's body as text, whatever its Content-Type is.
 *
 * @throws {Refusal} 413
 */
export async function readText(request: Request, { record }: BodyKeeper): Promise<string> {
  try {
    const text = await readBody(request, { limit: LONGEST_BODY })
    record.keepBody(text)
    return text
  } catch (error) {
    if (!isBodyTooLong(error)) throw error
    const hint = `The body of a request can have at most ${LONGEST_BODY} bytes`
    throw new Refusal(413, 'Request entity too large', hint)
  }
}
