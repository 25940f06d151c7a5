import type { Participant } from '../participants/participant.ts'
import { type RawInput, type RunningCommand, readText } from './command.ts'
import { CommandError } from './command-error.ts'

/** The participant that an input names. */
export const readOne = (input: RawInput) => readText(input, 'connectionId')

/** @throws {CommandError} 404 */
export function requireParticipant(
  { participants: present }: RunningCommand,
  connectionId: string,
): Participant {
  const participant = present.find(connectionId)
  if (participant) return participant
  throw new CommandError(404, 'connectionId: no simulated participant has this ID')
}
