import type { Described } from './entry.ts'
import { JournalRecord, type Party } from './record.ts'

/** What is refused, and why. */
export interface RefusalFacts {
  /** What was refused: a method and a path, a method and a resource. */
  what: string
  status: number
  reason: string
  hint: string
  session?: string | undefined
  connection?: Party | undefined
  cause?: number | undefined
}

/** A request, a message or a socket was refused. */
export class RefusalRecord extends JournalRecord {
  override readonly kind = 'refusal'
  readonly #facts: RefusalFacts

  constructor(facts: RefusalFacts) {
    super()
    this.#facts = facts
    this.session = facts.session
    this.connection = facts.connection
    this.cause = facts.cause
  }

  override get status(): number {
    return this.#facts.status
  }

  override get size(): number {
    const { hint, what, reason } = this.#facts
    return hint.length + what.length + reason.length
  }

  override describe(): Described {
    const { what, status, reason, hint } = this.#facts
    return {
      kind: 'refusal',
      status,
      reason,
      hint,
      text: `${what} was refused with ${status} ${reason}: ${hint}`,
    }
  }
}
