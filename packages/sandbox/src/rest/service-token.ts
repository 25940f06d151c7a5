import type { Token } from '@opentok-sandbox/core'
import { admit } from '../auth/admission.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session/session.ts'
import type { Fields } from './fields.ts'

/** A token can be long: it has the connection data. */
const LONGEST_TOKEN = 16 * 1024

/**
 * The connection token that a service joins a session with.
 *
 * @throws {Refusal} 400 for one that does not admit to the session (platform facts §5)
 */
export async function readServiceToken(context: Context, session: Session, fields: Fields): Promise<Token> {
  const text = fields.text('token', { longest: LONGEST_TOKEN })
  if (text === undefined) throw fields.invalid('token', 'is required')
  try {
    return await admit(context, session.id, text)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(400, 'Invalid token', error.hint)
  }
}
