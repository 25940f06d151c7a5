import type { FaultRule } from './fault-rule.ts'

/** A fault by its name. */
export interface NamedFault {
  name: string
  /** What happens, in a sentence. */
  what: string
  rule: FaultRule
  /** What the client or a server SDK makes of it. */
  sees: string
}

/** The faults that have a name. */
export const FAULT_CATALOGUE: readonly NamedFault[] = []

/** The fault of a name. */
export function findFault(name: string): NamedFault | undefined {
  return FAULT_CATALOGUE.find((fault) => fault.name === name)
}
