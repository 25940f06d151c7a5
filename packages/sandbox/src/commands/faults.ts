import { type ArmedFault, type FaultRule, readFaultRule } from '../faults/faults.ts'
import { defineCommand, nothing, readText } from './command.ts'
import { CommandError } from './command-error.ts'

/** Arms a fault. See {@link FaultRule} for what can fail. */
export const fail = defineCommand({
  http: { method: 'POST', paths: ['/faults'], status: 201 },
  pack: (rule: FaultRule) => ({ ...rule }),
  read: readFaultRule,
  run: ({ faults }, rule): ArmedFault => faults.arm(rule),
})

/** The faults that are armed, and how often each has fired. */
export const faults = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/faults'], status: 200 },
  run: (context): ArmedFault[] => context.faults.list(),
})

/** Disarms one fault, or all of them. Nobody is disconnected by that. */
export const heal = defineCommand({
  http: { method: 'DELETE', paths: ['/faults', '/faults/:id'], status: 204 },
  pack: (id?: string) => (id === undefined ? {} : { id }),
  read: (input) => (input.id === undefined ? undefined : readText(input, 'id')),
  run({ faults: armed }, id): void {
    if (id === undefined) armed.clear()
    else if (!armed.disarm(id)) throw new CommandError(404, `id: no fault "${id.slice(0, 80)}" is armed`)
  },
})
