import type { CheckedRule } from '../fault-rule.ts'

/** A fault by its name. */
export interface NamedFault {
  name: string
  /** What happens, in a few words. */
  what: string
  rule: CheckedRule
  /**
   * What an app sees: the name and the code of the browser client's error, the events that it raises, or the message of
   * the Node SDK. The tests compare it with what they see.
   */
  sees: string
}
