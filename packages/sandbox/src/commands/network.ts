import type { Network } from '../network/network.ts'
import {
  type CheckedConditions,
  type NetworkConditions,
  readNetworkConditions,
} from '../network/network-conditions.ts'
import type { Place } from '../session/place.ts'
import { defineCommand, nothing, type RunningCommand } from './command.ts'
import { CommandError } from './command-error.ts'

/** The network as it is now; plain data. */
export interface NetworkState {
  /** Where clients are whose addresses have no place. */
  place: string
  clients: readonly NonNullable<NetworkConditions['clients']>[number][]
  sessions: readonly NonNullable<NetworkConditions['sessions']>[number][]
  /** The places that there are. */
  places: readonly Place[]
}

const describe = ({ conditions, places }: Network): NetworkState => ({ ...conditions, places })

/** The conditions of the network, and the places that it has. */
const get = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/network'], status: 200 },
  run: ({ network: present }): NetworkState => describe(present),
})

/**
 * Sets the conditions of the network in place of those of before; without any, nothing is delayed or lost. They hold at
 * once, also for clients that are connected.
 */
const set = defineCommand({
  http: { method: 'PUT', paths: ['/network'], status: 200 },
  pack: (conditions: NetworkConditions = {}) => ({ ...conditions }),
  read: (input) => input,
  run(context, input): NetworkState {
    applyConditions(context, readConditions(context, input))
    return describe(context.network)
  },
})

export const network = { get, set }

/** @throws {CommandError} 400 naming what is wrong */
export function readConditions({ network: present }: RunningCommand, input: object): CheckedConditions {
  try {
    return readNetworkConditions({ ...input }, present.places)
  } catch (error) {
    if (error instanceof TypeError) throw new CommandError(400, error.message)
    throw error
  }
}

export function applyConditions(
  { network: present, sessions, cause }: RunningCommand,
  conditions: CheckedConditions,
): void {
  present.set(conditions)
  for (const session of sessions) present.situate(session, undefined, cause)
}
