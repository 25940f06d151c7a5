import { readToken, type Token, TokenError } from '@opentok-sandbox/core'
import { isProjectId } from '../project.ts'
import { verifyConnectionToken } from '../signature.ts'
import type { World } from '../world.ts'
import { readSessionId } from './session.ts'

/** A client is not let into a session; `hint` tells its author what to mend. */
export class NotAdmitted extends Error {
  /** 400, 403 or 404, as session info and connection create report it (messaging facts §1.4 and §5). */
  readonly status: 400 | 403 | 404
  readonly hint: string

  constructor(status: 400 | 403 | 404, message: string, hint: string) {
    super(message)
    this.status = status
    this.hint = hint
  }
}

/**
 * Decides whether a connection token admits to a session.
 *
 * @throws {NotAdmitted}
 */
export async function admit(world: World, sessionId: string, tokenText: string): Promise<Token> {
  if (readSessionId(sessionId) === undefined) {
    throw new NotAdmitted(404, 'Session not found', 'The session ID cannot be decoded: was it copied whole?')
  }
  const token = readOrRefuse(tokenText)
  const project = world.projects.find(token.apiKey)
  if (project === undefined) {
    const key = isProjectId(token.apiKey) ? `the API key ${token.apiKey}` : 'something that is no API key'
    const hint = `The token is for ${key}, which this sandbox has no project of: add it to projects`
    throw new NotAdmitted(403, 'Issuer not found', hint)
  }
  if (token.sessionId !== sessionId) {
    throw new NotAdmitted(
      403,
      'Invalid token',
      'The token was made for another session than the one connected to',
    )
  }
  if (readSessionId(sessionId)?.apiKey !== token.apiKey) {
    throw new NotAdmitted(403, 'Invalid token', 'The session belongs to another API key than the token')
  }
  try {
    return await verifyConnectionToken(world, project, tokenText)
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new NotAdmitted(
      403,
      error.fault === 'signature' ? 'Invalid signature' : error.message,
      error.message,
    )
  }
}

function readOrRefuse(tokenText: string): Token {
  try {
    return readToken(tokenText)
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new NotAdmitted(400, 'Invalid token format', error.message)
  }
}
