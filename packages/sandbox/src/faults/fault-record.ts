import type { Described } from '../journal/entry.ts'
import { JournalRecord } from '../journal/record.ts'
import type { FaultPoint } from './fault-point.ts'
import type { CheckedRule } from './fault-rule.ts'
import type { FaultSubject } from './faults.ts'

/** A fault has fired. */
export class FaultRecord extends JournalRecord {
  override readonly kind = 'fault'
  override readonly size: number
  readonly #id: string
  readonly #on: FaultPoint
  readonly #effect: string

  constructor(id: string, rule: CheckedRule, subject: FaultSubject) {
    super()
    this.#id = id
    this.#on = rule.on
    this.#effect = describeEffect(rule)
    this.size = this.#effect.length
    this.session = subject.session
    this.connection = subject.connection
    this.cause = subject.cause
  }

  override describe(): Described {
    const text = `${this.#id} fired at ${this.#on}: ${this.#effect}`
    return { kind: 'fault', fault: this.#id, on: this.#on, text }
  }
}

/** What a rule does, in a few words. */
export function describeEffect({ status, code, reason, body, network, delay, on }: CheckedRule): string {
  const parts = [
    status !== undefined && `status ${status}`,
    code !== undefined && `code ${code}`,
    reason !== undefined && `reason ${reason}`,
    body !== undefined && 'another body',
    network !== undefined && `network ${network}`,
    delay !== undefined && `delay ${JSON.stringify(delay)}`,
  ].filter((part) => part !== false)
  if (parts.length > 0) return parts.join(', ')
  return on === 'device' ? 'reason NotAllowedError' : 'status 500'
}
