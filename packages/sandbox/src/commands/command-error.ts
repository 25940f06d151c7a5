/** The HTTP statuses of commands that cannot be carried out. */
const STATUSES = [400, 404, 408, 409, 413] as const

type CommandStatus = (typeof STATUSES)[number]

/** A command cannot be carried out: its input is wrong (400) or too long (413), or what it names does not exist (404). */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly status: CommandStatus

  constructor(status: CommandError['status'], message: string) {
    super(message)
    this.status = status
  }
}

/** What went wrong with a command, as plain data: it crosses the border to a worker or to another process. */
export interface CommandProblem {
  status: number
  message: string
}

/** The error of a command that was carried out elsewhere. */
export function toCommandError({ status, message }: CommandProblem): Error {
  const known = STATUSES.find((one) => one === status)
  return known === undefined ? new Error(message) : new CommandError(known, message)
}
