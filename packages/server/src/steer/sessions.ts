import type { Command } from 'commander'
import { connectSandbox } from '../connect.ts'
import { formatSession } from './format.ts'
import { print, printList, type SteeringFlags, steering } from './steering.ts'

interface TokenFlags extends SteeringFlags {
  session?: string
  role?: 'publisher'
  data?: string
  expiresIn?: string
  wrongSecret?: boolean
}

/** Adds `sessions`, `token`, `drop` and `reset`. */
export function addSessions(program: Command): void {
  steering(program, 'sessions', 'list the sessions that have clients in them').action(
    async (flags: SteeringFlags) =>
      printList(await connectSandbox(flags.url).sessions(), flags, formatSession),
  )
  steering(program, 'token', 'make a token for a room or a session; also one that is refused, for tests')
    .argument('[room]', 'the name of the room')
    .option('--session <id>', 'a session, in place of a room')
    .option('--role <role>', 'subscriber, publisher, publisheronly or moderator')
    .option('--data <text>', 'the connection data, such as name=Ada')
    .option('--expires-in <duration>', '30m, 24h, …; with -5m it expired five minutes ago')
    .option('--wrong-secret', 'sign it with another secret than that of its project')
    .action(async (room: string | undefined, { url, json, session, ...options }: TokenFlags) => {
      const place = session ? { sessionId: session } : { room: room ?? '' }
      const credentials = await connectSandbox(url).tokens.create({ ...options, ...place })
      print(json ? JSON.stringify(credentials) : credentials.token)
    })
  steering(program, 'drop', 'drop the socket of a client, as a broken network does')
    .argument('<connectionId>')
    .action(async (connectionId: string, { url }: SteeringFlags) => connectSandbox(url).drop(connectionId))
  steering(program, 'reset', 'disconnect every client, and start again').action(
    async ({ url }: SteeringFlags) => connectSandbox(url).reset(),
  )
}
