import { drop, reset } from './clients.ts'
import type { Command } from './command.ts'
import { fail, faults, heal } from './faults.ts'
import { sessions } from './sessions.ts'
import { project, tokens } from './tokens.ts'

/** Every command, under the name that it has in JavaScript: `tokens.create` is `sandbox.tokens.create()`. */
export const COMMANDS = { drop, fail, faults, heal, project, reset, sessions, tokens }

/** The commands as functions: each takes its arguments, and gives its output as a promise. */
export type Callable<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends {
    pack(...given: infer Arguments): unknown
    run(context: never, input: never): infer Output
  }
    ? (...given: Arguments) => Promise<Awaited<Output>>
    : Callable<Table[Name]>
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
