import { isOpenTokError, readToken, type Token } from '@opentok-sandbox/core'
import { Refusal } from '../refusal.ts'
import type { SandboxClock } from '../sandbox-clock.ts'
import { readSessionId } from '../session/session-id.ts'
import { isProjectId, type Projects } from './project.ts'
import { verifyConnectionToken } from './signature.ts'

/** What deciding about a token takes. */
export interface AdmissionContext {
  clock: Pick<SandboxClock, 'now' | 'offset' | 'shiftAt'>
  projects: Projects
}

/**
 * Decides whether a connection token admits to a session. The token is judged before the session ID.
 *
 * @throws {Refusal} 403, or 404 for a text that is not a session ID; session info and connection create report both
 *   (messaging facts §1.4 and §5)
 */
export async function admit(context: AdmissionContext, sessionId: string, tokenText: string): Promise<Token> {
  const token = readOrRefuse(tokenText)
  const session = readSessionId(sessionId)
  if (session === undefined) {
    throw new Refusal(404, 'Session not found', 'The session ID cannot be decoded. Was it copied completely?')
  }
  const project = context.projects.find(token.apiKey)
  if (project === undefined) {
    const key = isProjectId(token.apiKey) ? `the API key ${token.apiKey}` : 'something that is not an API key'
    const hint = `The token is for ${key}, and the sandbox has no such project. Add it to the option "projects"`
    throw new Refusal(403, 'Issuer not found', hint)
  }
  if (project.status !== 'ACTIVE')
    throw new Refusal(403, 'Project suspended', `The project ${project.id} is suspended`)
  if (token.sessionId !== sessionId) {
    throw new Refusal(
      403,
      'Invalid token',
      'The token is for another session than the one that the client connects to',
    )
  }
  if (session.apiKey !== token.apiKey) {
    throw new Refusal(403, 'Invalid token', 'The session belongs to another API key than the token')
  }
  const { clock } = context
  const shift = clock.shiftAt(token.createTime * 1000)
  try {
    return await verifyConnectionToken({ clock: { now: () => clock.now() - shift } }, project, tokenText)
  } catch (error) {
    if (!isOpenTokError(error, 'token')) throw error
    throw new Refusal(
      403,
      error.fault === 'signature' ? 'Invalid signature' : error.message,
      explain(error, token) + explainClock(clock),
    )
  }
}

/** The service's words give seconds since the epoch; a person reads a date. */
function explain(error: { fault: string; message: string }, { createTime, expireTime }: Token): string {
  if (error.fault === 'expired') {
    return `The token expired at ${readable(expireTime)}. Generate a new token for each client that connects`
  }
  if (error.fault === 'not-yet-valid') {
    return `The token is valid from ${readable(createTime)}. Check the clock of the machine that made it`
  }
  return error.message
}

/** A clock that was steered is easily forgotten. */
function explainClock({ now, offset }: AdmissionContext['clock']): string {
  return offset === 0
    ? ''
    : `. The sandbox's clock was changed: for the sandbox, it is ${readable(now() / 1000)}`
}

function readable(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString()
}

function readOrRefuse(tokenText: string): Token {
  try {
    return readToken(tokenText)
  } catch (error) {
    if (!isOpenTokError(error, 'token')) throw error
    throw new Refusal(403, 'Invalid token format', error.message)
  }
}
