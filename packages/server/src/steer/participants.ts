import type { Command } from 'commander'
import { connectSandbox } from '../connect.ts'
import { readWholeNumber } from '../flags.ts'
import { formatParticipant } from './format.ts'
import { printList, type SteeringFlags, steering, untilStopped } from './steering.ts'

interface JoinFlags extends SteeringFlags {
  session?: string
  name: string
  role?: 'publisher'
  data?: string
  publish?: boolean
  count: number
}

/** Adds `join`. */
export function addParticipants(program: Command): void {
  steering(program, 'join', 'let simulated participants join a room, until Ctrl+C')
    .argument('[room]', 'the name of the room')
    .option('--session <id>', 'a session, in place of a room')
    .option('--name <name>', 'their name; several get numbers', 'Participant')
    .option('--role <role>', 'subscriber, publisher, publisheronly or moderator')
    .option('--data <text>', 'their connection data, in place of name=…')
    .option('--publish', 'they publish')
    .option('--count <number>', 'how many', readWholeNumber, 1)
    .action(async (room: string | undefined, { url, json, session, ...request }: JoinFlags) => {
      const sandbox = connectSandbox(url)
      const place = session ? { sessionId: session } : { room: room ?? '' }
      const joined = await sandbox.participants.join({ ...request, ...place })
      printList(joined, { url, ...(json && { json }) }, formatParticipant)
      await untilStopped()
      // Those whom a moderator has removed meanwhile, or the end of the sandbox, are gone already.
      await Promise.allSettled(joined.map(({ connectionId }) => sandbox.participants.leave(connectionId)))
    })
}
