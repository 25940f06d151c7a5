import type { Context } from '../context.ts'
import type { Hub } from '../messaging/hub.ts'
import type { Participants } from '../participants/participants.ts'
import type { Cause } from '../session/event-details.ts'
import type { MediaPath } from '../session/media-path.ts'

/** The input of a command before it is checked: the JSON of a body, the parameters of a path and of a query. */
export type RawInput = Readonly<Record<string, unknown>>

/** What commands act on. */
export interface CommandContext extends Context {
  readonly hub: Hub
  readonly participants: Participants
  readonly mediaPath: MediaPath
}

/** A command that is carried out: what it brings about has this cause. */
export interface RunningCommand extends CommandContext {
  readonly cause: Cause & { entry?: number | undefined }
}

/** How a command is called over HTTP. */
export interface CommandHttp {
  method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  /** Below `/sandbox`. */
  paths: readonly `/${string}`[]
  status: 200 | 201 | 204
  /** The parameter that tells it from another command of the same method and path. */
  when?: string
  /** The type of its answer, where that is text as it is and not JSON. */
  contentType?(input: RawInput): string
}

/**
 * One verb that steers a sandbox or looks into it. Everything about it stands here: the in-process sandbox, the one
 * behind a worker's port and the one behind HTTP know it from this table only.
 */
export interface Command<Arguments extends unknown[] = never, Input = never, Output = unknown> {
  http: CommandHttp
  /** Whether the journal keeps nothing of it. @default that of commands that only look: those with GET */
  isSilent?: boolean
  /** Makes plain data of the arguments of the JavaScript call. */
  pack(...given: Arguments): RawInput
  /** @throws {TypeError} or an OpenTokError that says what is wrong with the input */
  read(input: RawInput): Input
  run(context: RunningCommand, input: Input): Output | Promise<Output>
  /** What the JavaScript call gives, where that is not the answer itself. */
  unpack?(output: Output): unknown
}

/** A command whose JavaScript call gives something else than its answer. */
type Unpacking<Arguments extends unknown[], Input, Output, Given> = Command<Arguments, Input, Output> & {
  unpack(output: Output): Given
}

/** Defines a command; the types of its parts follow from each other. */
export function defineCommand<Arguments extends unknown[], Input, Output, Given>(
  command: Unpacking<Arguments, Input, Output, Given>,
): Unpacking<Arguments, Input, Output, Given>
export function defineCommand<Arguments extends unknown[], Input, Output>(
  command: Command<Arguments, Input, Output>,
): Command<Arguments, Input, Output>
export function defineCommand(command: object): object {
  return command
}

/** For a command without input. */
export const nothing = { pack: () => ({}), read: () => undefined }

/** @throws {TypeError} if the property is not text */
export function readText(input: RawInput, name: string): string {
  const value = input[name]
  if (typeof value !== 'string' || value === '') throw new TypeError(`${name}: is required, as text`)
  return value
}
