import type { Session } from '../session/session.ts'
import { readSessionId } from '../session/session-id.ts'
import type { RunningCommand } from './command.ts'
import { CommandError } from './command-error.ts'
import { openRoom } from './rooms.ts'

/** @throws {CommandError} 400 for a text that is not a session ID, 404 for the session of an unknown project */
export function findSession(
  context: Pick<RunningCommand, 'projects' | 'rooms' | 'sessions'>,
  { sessionId, room }: { sessionId: string | undefined; room: string },
): Session {
  const id = sessionId ?? openRoom(context, room)
  const named = readSessionId(id)
  if (named === undefined) throw new CommandError(400, 'sessionId: this is not a session ID')
  if (context.projects.find(named.apiKey) === undefined)
    throw new CommandError(404, `sessionId: the sandbox does not have its project ${named.apiKey}`)
  return context.sessions.refer(id, named.apiKey)
}
