import type { NetworkConditions, NetworkState } from '@opentok-sandbox/sandbox'
import { type Command, InvalidArgumentError } from 'commander'
import { connectSandbox } from '../connect.ts'
import { formatNetwork } from './format.ts'
import { print, type SteeringFlags, steering } from './steering.ts'

interface NetworkFlags extends SteeringFlags {
  session?: string
  client?: string
  place?: string
  delay?: string
  jitter?: string
  loss?: number
  sessionPlace?: string
  direct: boolean
}

const EXAMPLE = `
  $ opentok-sandbox network set --client name=Guest --place sydney --session-place virginia
  $ opentok-sandbox network set --no-direct          peer-to-peer sessions are relayed
  $ opentok-sandbox network clear`

/** Adds `network`. */
export function addNetwork(program: Command): void {
  steering(
    program,
    'network',
    'show the network, or say how far away clients are and what is lost on the way',
  )
    .argument('[action]', 'set or clear')
    .option('--session <id>', 'the session that is meant; all sessions by default')
    .option(
      '--client <pattern>',
      'the clients that are meant, by connection data or ID; all of them by default',
    )
    .option('--place <place>', 'where they are, such as sydney')
    .option('--delay <duration>', 'a delay one way, in place of that of the distance')
    .option('--jitter <duration>', 'by how much the delay varies')
    .option('--loss <percent>', 'the share of media packets that are lost, such as 5%', readShare)
    .option('--session-place <place>', 'where the session is')
    .option('--no-direct', 'the clients of peer-to-peer sessions cannot reach each other directly')
    .addHelpText('after', EXAMPLE)
    .action(async (action: string | undefined, flags: NetworkFlags) => {
      const state = await changeNetwork(action, flags)
      print(flags.json ? JSON.stringify(state) : formatNetwork(state))
    })
}

async function changeNetwork(action = 'show', flags: NetworkFlags): Promise<NetworkState> {
  const { network } = connectSandbox(flags.url)
  const conditions = readConditions(flags)
  const isGiven = conditions.clients?.length || conditions.sessions?.length
  if (action !== 'set' && isGiven) throw new TypeError('These options belong to "network set"')
  switch (action) {
    case 'show':
      return network.get()
    case 'set':
      if (!isGiven)
        throw new TypeError('"network set" requires an option, such as --place. --help lists them')
      return network.set(conditions)
    case 'clear':
      return network.set({})
    default:
      throw new TypeError(`The network does not know "${action}". It knows set and clear`)
  }
}

function readConditions(flags: NetworkFlags): NetworkConditions {
  const { session, client: connection, place, delay, jitter, loss, sessionPlace, direct } = flags
  const isOfClients = [connection, place, delay, jitter, loss].some((value) => value !== undefined)
  const isOfSessions = sessionPlace !== undefined || !direct
  return {
    ...(isOfClients && { clients: [{ session, connection, place, delay, jitter, loss }] }),
    ...(isOfSessions && { sessions: [{ session, place: sessionPlace, ...(!direct && { direct }) }] }),
  }
}

/** @throws {InvalidArgumentError} */
function readShare(text: string): number {
  const [, number, isPercent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? []
  const share = Number(number) / (isPercent ? 100 : 1)
  if (share >= 0 && share <= 1) return share
  throw new InvalidArgumentError('It must be a share such as 5% or 0.05.')
}
