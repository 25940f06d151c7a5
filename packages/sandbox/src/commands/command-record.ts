import type { Described } from '../journal/entry.ts'
import { JournalRecord } from '../journal/record.ts'
import type { RawInput } from './command.ts'

/** The names under which an input has something secret. */
const SECRET = /secret|token|private|password/i

/** The sandbox was told to do something. */
export class CommandRecord extends JournalRecord {
  override readonly kind = 'command'
  readonly #name: string
  readonly #input: string
  #problem: string | undefined

  constructor(name: string, input: RawInput) {
    super()
    this.#name = name
    this.#input = write(input)
  }

  override get size(): number {
    return this.#input.length
  }

  /** The command could not be carried out. */
  fail(problem: string): void {
    this.#problem = problem
  }

  override describe(): Described {
    const problem = this.#problem
    return {
      kind: 'command',
      command: this.#name,
      input: JSON.parse(this.#input),
      problem,
      text: `${this.#name} ${this.#input}${problem === undefined ? '' : ` failed: ${problem}`}`,
    }
  }
}

/** What comes from outside may be anything that is not even JSON. */
function write(input: RawInput): string {
  try {
    return JSON.stringify(input, (name, value) =>
      SECRET.test(name) && typeof value !== 'boolean' ? '[hidden]' : value,
    )
  } catch {
    return '{}'
  }
}
