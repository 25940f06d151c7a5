import { archives } from './archives.ts'
import { broadcasts } from './broadcasts.ts'
import { callbacks } from './callbacks.ts'
import { captions } from './captions.ts'
import { drop, reset } from './clients.ts'
import { clock } from './clock.ts'
import type { Command } from './command.ts'
import { fail, faults, heal } from './faults.ts'
import { journal } from './journal.ts'
import { network } from './network.ts'
import { participants } from './participants.ts'
import { services } from './services.ts'
import { sessions } from './sessions.ts'
import { state } from './state.ts'
import { project, tokens } from './tokens.ts'

/** Every command, under the name that it has in JavaScript: `tokens.create` is `sandbox.tokens.create()`. */
export const COMMANDS = {
  archives,
  broadcasts,
  callbacks,
  captions,
  clock,
  drop,
  fail,
  faults,
  heal,
  journal,
  network,
  participants,
  project,
  reset,
  services,
  sessions,
  state,
  tokens,
}

/** The commands as functions: each takes its arguments, and gives its output as a promise. */
export type Callable<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Parts<infer Arguments, infer Output>
    ? (
        ...given: Arguments
      ) => Promise<Table[Name] extends { unpack(...given: never): infer Given } ? Given : Awaited<Output>>
    : Callable<Table[Name]>
}

interface Parts<Arguments extends unknown[], Output> {
  pack(...given: Arguments): unknown
  run(context: never, input: never): Output
}

/** Steers a sandbox and looks into it, wherever the sandbox is. */
export type SandboxCommands = Callable<typeof COMMANDS>

/** A command with its whole name. */
export interface NamedCommand {
  name: string
  command: Command<unknown[], unknown>
}

/** All commands of the table by their whole names. */
export function listCommands(table: object = COMMANDS, prefix = ''): NamedCommand[] {
  return Object.entries(table).flatMap(([key, entry]: [string, object]) =>
    'http' in entry
      ? [{ name: prefix + key, command: entry as Command<unknown[], unknown> }]
      : listCommands(entry, `${prefix}${key}.`),
  )
}
