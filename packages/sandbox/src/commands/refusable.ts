import { Refusal } from '../refusal.ts'
import { CommandError } from './command-error.ts'

const STATUSES = [400, 404, 409] as const

/** Does what REST does, and puts its refusals into the words of a command. */
export function refusable<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new CommandError(STATUSES.find((one) => one === error.status) ?? 400, error.hint)
  }
}
