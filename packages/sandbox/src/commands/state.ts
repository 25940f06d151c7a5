import type { Project, VonageApplication } from '../auth/project.ts'
import {
  CALLBACK_TYPES,
  type CallbackTargets,
  type CallbackType,
  readCallbackTargets,
} from '../callback/callback-settings.ts'
import type { CheckedRule, FaultRule } from '../faults/fault-rule.ts'
import { MOST_FAULTS } from '../faults/faults.ts'
import { readFaultRule } from '../faults/read-fault-rule.ts'
import type { NetworkConditions } from '../network/network-conditions.ts'
import { readSessionId } from '../session/session-id.ts'
import type { SessionSettings } from '../session/session-settings.ts'
import { readSimulations, type Simulation } from '../simulations.ts'
import { suggest } from '../suggest.ts'
import type { CallbackSetting } from './callbacks.ts'
import { readTime, requireDate } from './clock.ts'
import { defineCommand, type RawInput, type RunningCommand } from './command.ts'
import { CommandError } from './command-error.ts'
import { applyConditions, readConditions } from './network.ts'
import { type JoinRequest, participants } from './participants.ts'
import { openRoom } from './rooms.ts'
import { services } from './services.ts'

/** A project of a state; without its secret, it says only that there was one. */
export type StateProject = { apiKey: string; apiSecret?: string | undefined } | VonageApplication

/** The settings of a session that its ID does not say. */
export interface StateSession {
  sessionId: string
  /** The name of the automatic archive, if it has one. */
  archiveName?: string | undefined
  e2ee?: boolean | undefined
}

/** A room of a prepared world. */
export interface StateRoom {
  name: string
  archiveMode?: 'manual' | 'always' | undefined
  archiveName?: string | undefined
  e2ee?: boolean | undefined
}

/** All that outlives a process; `state.schema.json` describes it. */
export interface SandboxState {
  $schema?: string | undefined
  version: 1
  /** Those besides the development project. */
  projects?: StateProject[] | undefined
  /** The time where it stands still; or else how far it is ahead of the machine's, in milliseconds. */
  clock?: { now: string; frozen: true } | { offset: number; frozen?: false | undefined } | undefined
  faults?: FaultRule[] | undefined
  network?: NetworkConditions | undefined
  /** Where callbacks go; without a secret that they were signed with, they are not signed any more. */
  callbacks?: { [Type in CallbackType]?: CallbackSetting } | undefined
  /** What is simulated where it cannot really be done. */
  simulate?: Simulation[] | undefined
  sessions?: StateSession[] | undefined
  /** For a prepared world; an export has none. */
  rooms?: StateRoom[] | undefined
  /** Who joins when the state is imported; an export has none. */
  participants?: JoinRequest[] | undefined
}

/** The file that describes a state. */
export const STATE_SCHEMA = 'https://unpkg.com/@opentok-sandbox/sandbox/state.schema.json'

function exportCallbacks(targets: CallbackTargets, secrets: boolean): SandboxState['callbacks'] {
  const exported: SandboxState['callbacks'] = {}
  for (const type of CALLBACK_TYPES) {
    const target = targets[type]
    if (target) exported[type] = secrets ? target : { url: target.url }
  }
  return exported
}

/** All that outlives a process, as plain data. Secrets are in it only if they are asked for. */
const exportState = defineCommand({
  http: { method: 'GET', paths: ['/state'], status: 200 },
  pack: ({ secrets = false }: { secrets?: boolean | undefined } = {}) => ({ secrets }),
  read({ secrets = false }) {
    if (![true, false, 'true', 'false'].includes(secrets as boolean))
      throw new TypeError('secrets: must be true or false')
    return secrets === true || secrets === 'true'
  },
  run({ projects, clock, faults, settings, network, callbacks, simulations }, secrets): SandboxState {
    return {
      $schema: STATE_SCHEMA,
      version: 1,
      projects: projects.added.map(({ id, key }) => {
        if (key?.kind === 'public') return { applicationId: id, publicKey: key.pem }
        return { apiKey: id, ...(secrets && key && { apiSecret: key.secret }) }
      }),
      clock: clock.isFrozen
        ? { now: new Date(clock.now()).toISOString(), frozen: true }
        : { offset: Math.round(clock.offset), frozen: false },
      faults: faults
        .list()
        .filter(({ armed }) => armed)
        .map(({ id: _id, hits, armed: _armed, times, ...rule }) => ({
          ...rule,
          times: times === 'always' ? times : times - hits,
        })),
      network: network.conditions,
      callbacks: exportCallbacks(callbacks.targets, secrets),
      simulate: [...simulations],
      sessions: [...settings]
        .filter(([, { archive, e2ee }]) => archive || e2ee)
        .map(([sessionId, { archive, e2ee }]) => ({
          sessionId,
          ...(archive && { archiveName: archive.name }),
          ...(e2ee && { e2ee }),
        })),
    }
  },
})

/**
 * Takes over a state: each part that it has replaces what the sandbox has of it. The whole state is read before anything
 * changes. A project without a secret that the sandbox does not know is left out, with a warning.
 */
const importState = defineCommand({
  http: { method: 'PUT', paths: ['/state'], status: 204 },
  pack: (state: SandboxState) => ({ ...state }),
  read: readState,
  async run(context, state): Promise<void> {
    const network = state.network && readConditions(context, state.network)
    if (state.clock && !state.clock.frozen) {
      requireDate(context.clock.now() - context.clock.offset + state.clock.offset, 'clock.offset')
    }
    for (const project of state.projects) addProject(context, project)
    if (state.projects.length > 0) context.verified.clear()
    for (const [sessionId, settings] of state.sessions) context.settings.remember(sessionId, settings)
    for (const { name, ...settings } of state.rooms) {
      context.settings.remember(openRoom(context, name), settings)
    }
    if (state.faults) {
      context.faults.clear()
      for (const rule of state.faults) context.faults.arm(rule)
    }
    if (network) applyConditions(context, network)
    if (state.callbacks) context.callbacks.setTargets(state.callbacks)
    if (state.simulate) await services.simulate.run(context, state.simulate)
    await setClock(context, state.clock)
    for (const request of state.participants) await participants.join.run(context, request)
  },
})

export const state = { export: exportState, import: importState }

const PARTS = [
  'version',
  'projects',
  'clock',
  'faults',
  'network',
  'callbacks',
  'simulate',
  'sessions',
  'rooms',
  'participants',
]

/** A state that has been read. */
export interface CheckedState {
  projects: StateProject[]
  clock: SandboxState['clock']
  faults: CheckedRule[] | undefined
  network: NetworkConditions | undefined
  callbacks: ReturnType<typeof readCallbackTargets> | undefined
  simulate: ReturnType<typeof readSimulations> | undefined
  sessions: [string, SessionSettings][]
  rooms: (SessionSettings & { name: string })[]
  participants: ReturnType<typeof participants.join.read>[]
}

function readState(input: RawInput): CheckedState {
  for (const part of Object.keys(input)) {
    if (part !== '$schema' && !PARTS.includes(part))
      throw new TypeError(`${part}: a state has ${PARTS.join(', ')}${suggest(part, PARTS)}`)
  }
  if (input.version !== 1) throw new TypeError('version: must be 1')
  return {
    projects: readList(input, 'projects', readProject),
    clock: readClock(input.clock),
    faults: input.faults === undefined ? undefined : readList(input, 'faults', readFaultRule),
    network: readNetwork(input.network),
    callbacks: input.callbacks === undefined ? undefined : readCallbackTargets(input.callbacks),
    simulate: input.simulate === undefined ? undefined : readSimulations(input.simulate),
    sessions: readList(input, 'sessions', readSession),
    rooms: readList(input, 'rooms', readRoom),
    participants: readList(input, 'participants', (request) => participants.join.read(request)),
  }
}

/** An error says where in the list it is. */
function readList<Item>(input: RawInput, name: string, read: (item: RawInput) => Item): Item[] {
  const list = input[name] ?? []
  if (!Array.isArray(list)) throw new TypeError(`${name}: must be a list`)
  if (name === 'faults' && list.length > MOST_FAULTS)
    throw new TypeError(`faults: at most ${MOST_FAULTS} can be armed`)
  return list.map((item, i) => {
    if (typeof item !== 'object' || item === null) throw new TypeError(`${name}[${i}]: must be an object`)
    try {
      return read(item)
    } catch (error) {
      throw error instanceof TypeError ? new TypeError(`${name}[${i}].${error.message}`) : error
    }
  })
}

function readProject(item: RawInput): StateProject {
  const { apiKey, apiSecret, applicationId, publicKey } = item
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  if (isText(applicationId) && isText(publicKey)) return item as unknown as VonageApplication
  if (isText(apiKey) && (apiSecret === undefined || isText(apiSecret))) return item as unknown as Project
  throw new TypeError('apiKey: a project has an apiKey and an apiSecret, or an applicationId and a publicKey')
}

/** Its places are looked up when it is set: they depend on the sandbox. */
function readNetwork(network: unknown): NetworkConditions | undefined {
  if (network === undefined || (typeof network === 'object' && network !== null)) return network
  throw new TypeError('network: must be an object')
}

function readClock(clock: unknown): SandboxState['clock'] {
  if (clock === undefined) return undefined
  if (typeof clock !== 'object' || clock === null || Array.isArray(clock))
    throw new TypeError('clock: must be an object')
  const { now, frozen = false, offset } = clock as Record<string, unknown>
  if (frozen === true) return { now: new Date(readTime(now, 'clock.now')).toISOString(), frozen }
  if (frozen !== false) throw new TypeError('clock.frozen: must be true or false')
  if (typeof offset !== 'number' || !Number.isFinite(offset))
    throw new TypeError('clock.offset: must be a number of milliseconds')
  return { offset, frozen }
}

function readSession(item: RawInput): [string, SessionSettings] {
  const { sessionId } = item
  if (typeof sessionId !== 'string' || readSessionId(sessionId) === undefined)
    throw new TypeError('sessionId: must be a session ID')
  return [sessionId, readSettings(item, item.archiveName !== undefined)]
}

function readRoom(item: RawInput): SessionSettings & { name: string } {
  const { name, archiveMode = 'manual' } = item
  if (typeof name !== 'string' || name === '') throw new TypeError('name: is required, as text')
  if (archiveMode !== 'manual' && archiveMode !== 'always')
    throw new TypeError('archiveMode: must be manual or always')
  return { name, ...readSettings(item, archiveMode === 'always') }
}

function readSettings({ archiveName = '', e2ee = false }: RawInput, isArchived: boolean): SessionSettings {
  if (typeof archiveName !== 'string') throw new TypeError('archiveName: must be text')
  if (typeof e2ee !== 'boolean') throw new TypeError('e2ee: must be true or false')
  return { e2ee, ...(isArchived && { archive: { name: archiveName } }) }
}

function addProject({ projects, log }: RunningCommand, project: StateProject): void {
  if ('apiKey' in project && project.apiSecret === undefined) {
    if (projects.find(project.apiKey)) return
    const message = `The project ${project.apiKey} was left out: the state does not have its secret`
    log({ level: 'warn', message })
    return
  }
  try {
    projects.add(project as Project | VonageApplication)
  } catch (error) {
    throw new CommandError(409, (error as Error).message)
  }
}

async function setClock({ clock }: RunningCommand, given: SandboxState['clock']): Promise<void> {
  if (given === undefined) return
  if (given.frozen) {
    await clock.freeze()
    await clock.set(Date.parse(given.now))
    return
  }
  await clock.run()
  if (clock.offset !== given.offset) await clock.set(clock.now() - clock.offset + given.offset)
}
