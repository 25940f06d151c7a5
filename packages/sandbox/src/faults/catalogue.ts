import { CALL_FAULTS } from './catalogue/call-faults.ts'
import { CONNECTION_FAULTS } from './catalogue/connection-faults.ts'
import type { NamedFault } from './catalogue/named-fault.ts'
import { SERVER_FAULTS } from './catalogue/server-faults.ts'

/** The faults that have a name. */
export const FAULT_CATALOGUE: readonly NamedFault[] = [...SERVER_FAULTS, ...CONNECTION_FAULTS, ...CALL_FAULTS]

const byName = new Map(FAULT_CATALOGUE.map((fault) => [fault.name, fault]))

/** The fault of a name. */
export function findFault(name: string): NamedFault | undefined {
  return byName.get(name)
}
