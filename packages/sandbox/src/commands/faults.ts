import { describeEffect } from '../faults/fault-record.ts'
import type { CheckedRule, FaultRule } from '../faults/fault-rule.ts'
import type { ListedFault } from '../faults/faults.ts'
import { readFaultRule } from '../faults/read-fault-rule.ts'
import { nameOr, suggest } from '../suggest.ts'
import { defineCommand, nothing, readText } from './command.ts'
import { CommandError } from './command-error.ts'

/**
 * Arms a fault: by a rule, or by a name of the catalogue, with what differs from it. See {@link FaultRule} for what can
 * fail.
 */
export const fail = defineCommand({
  http: { method: 'POST', paths: ['/faults'], status: 201 },
  pack: (rule: FaultRule | string, changes: Partial<FaultRule> = {}) =>
    typeof rule === 'string' ? { name: rule, ...changes } : { ...rule, ...changes },
  read: readFaultRule,
  run({ faults, log }, rule: CheckedRule): ListedFault {
    if (!faults.hasRoomFor(1))
      throw new CommandError(409, 'Too many faults are armed. Heal some of them first')
    const fault = faults.arm(rule)
    const times = fault.times === 'always' ? 'always' : `${fault.times} time${fault.times === 1 ? '' : 's'}`
    log({ level: 'info', message: `${fault.id} is armed at ${rule.on}, ${times}: ${describeEffect(rule)}` })
    return fault
  },
})

/** The faults that were armed and not healed, and how often each has fired. */
export const faults = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/faults'], status: 200 },
  run: (context): ListedFault[] => context.faults.list(),
})

/** Disarms one fault, or all of them. Nobody is disconnected by that. */
export const heal = defineCommand({
  http: { method: 'DELETE', paths: ['/faults', '/faults/:id'], status: 204 },
  pack: (id?: string) => (id === undefined ? {} : { id }),
  read: (input) => (input.id === undefined ? undefined : readText(input, 'id')),
  run({ faults: armed }, id): void {
    if (id === undefined) {
      armed.clear()
      return
    }
    if (armed.disarm(id)) return
    const known = armed.list().map((fault) => fault.id)
    throw new CommandError(404, `id: no fault ${nameOr(id, 'of that ID')} is armed${suggest(id, known)}`)
  },
})
