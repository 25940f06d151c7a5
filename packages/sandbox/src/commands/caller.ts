import { isOpenTokError } from '@opentok-sandbox/core'
import { nameOr, suggest } from '../suggest.ts'
import type { CommandContext, RawInput } from './command.ts'
import { CommandError, type CommandProblem } from './command-error.ts'
import { CommandRecord } from './command-record.ts'
import { COMMANDS, listCommands, type SandboxCommands } from './table.ts'

/** Carries out a command by its name, here or elsewhere. Input and output are plain data. */
export type CallCommand = (name: string, input: RawInput) => Promise<unknown>

const byName = new Map(listCommands().map(({ name, command }) => [name, command]))

/** Carries out commands in this process. */
export function createCaller(context: CommandContext): CallCommand {
  return async (name, input) => {
    const command = byName.get(name)
    if (command === undefined) {
      const guess = suggest(name, [...byName.keys()])
      throw new CommandError(
        404,
        `The sandbox does not have the command ${nameOr(name, 'of that name')}${guess}`,
      )
    }
    const { journal } = context
    const isSilent = command.isSilent ?? command.http.method === 'GET'
    const record = new CommandRecord(name, input)
    const entry = isSilent ? undefined : journal.add(record)
    try {
      const checked = readInput(() => command.read(input))
      return await command.run({ ...context, cause: { by: 'command', entry } }, checked)
    } catch (error) {
      record.fail(error instanceof Error ? error.message : String(error))
      if (!isSilent) journal.update(record)
      throw error
    }
  }
}

/** What is wrong with an input is told; what is wrong with the sandbox is not the caller's doing. */
function readInput<Input>(read: () => Input): Input {
  try {
    return read()
  } catch (error) {
    if (error instanceof TypeError) throw new CommandError(400, error.message)
    throw error
  }
}

/** What went wrong, as plain data, if it was the caller's doing; any other error is thrown again. */
export function describeProblem(error: unknown): CommandProblem {
  if (error instanceof CommandError) return { status: error.status, message: error.message }
  if (isOpenTokError(error)) return { status: 400, message: error.message }
  throw error
}

/**
 * Makes the commands of a way to call them by name: the same object for every kind of sandbox.
 *
 * @example
 * const { drop, tokens } = createCommands((name, input) => postSomewhere(name, input))
 */
export function createCommands(call: CallCommand): SandboxCommands {
  return bind(COMMANDS, '', call) as SandboxCommands
}

function bind(table: object, prefix: string, call: CallCommand): object {
  const bound = Object.entries(table).map(([key, entry]) => {
    const name = prefix + key
    const callable =
      'http' in entry
        ? async (...given: unknown[]) => {
            const output = await call(name, entry.pack(...given))
            return entry.unpack ? entry.unpack(output) : output
          }
        : bind(entry, `${name}.`, call)
    return [key, callable]
  })
  return Object.fromEntries(bound)
}
