import { type RandomSource, redact, systemClock, systemRandom } from '@opentok-sandbox/core'
import { createProjects, type Projects } from './auth/project.ts'
import { VerifiedTokens } from './auth/verified-tokens.ts'
import { FaultRecord } from './faults/fault-record.ts'
import { Faults } from './faults/faults.ts'
import { EventRecord } from './journal/event-record.ts'
import { Journal } from './journal/journal.ts'
import { consoleLog, type Log, redactingLog } from './log.ts'
import { type MediaSettings, readMediaOptions } from './media/media-options.ts'
import { Network } from './network/network.ts'
import { readPlaces } from './network/places.ts'
import type { SandboxOptions } from './options.ts'
import { pooledRandom, readChance, seededRandom } from './random.ts'
import { createSandboxClock, type SandboxClock } from './sandbox-clock.ts'
import { EventStream, type SessionEvent } from './session/event-stream.ts'
import { RoomNames } from './session/room-names.ts'
import { SettingsMemory } from './session/session-settings.ts'
import { Sessions } from './session/sessions.ts'
import { createWatchers, type Watchers } from './watchers.ts'

/**
 * What all rooms of a sandbox share: time, chance, the projects, the sessions and what happens in them, the journal, the
 * faults, and where to write what happens.
 */
export interface Context {
  readonly clock: SandboxClock
  readonly random: RandomSource
  readonly projects: Projects
  readonly sessions: Sessions
  /** All that happens in the sessions. */
  readonly events: EventStream
  readonly journal: Journal
  readonly settings: SettingsMemory
  readonly rooms: RoomNames
  readonly verified: VerifiedTokens
  readonly faults: Faults
  readonly media: MediaSettings
  readonly network: Network
  /** A number from 0 (included) to 1: what jitter and loss depend on. */
  chance(): number
  readonly log: Log
  readonly watchers: Watchers
  /** Takes tokens, and the secrets of this sandbox, out of a text. */
  redact(text: string): string
  /** Forgets what has happened so far, and puts time and seeded chance back to their beginnings. */
  reset(): void
}

/** The chance of faults has its own numbers: a fault does not change the IDs that a seed gives. */
const FAULT_SEED = 0x6661756c

/** So has that of the network. */
const NETWORK_SEED = 0x6e657477

/** @throws {TypeError} if an option is wrong */
export function createContext(options: SandboxOptions): Context {
  const { seed } = options
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new TypeError('seed: must be a whole number')
  const open = (variant = 0) =>
    seed === undefined ? (options.random ?? pooledRandom(systemRandom)) : seededRandom(seed ^ variant)
  let source = open()
  let faultSource = open(FAULT_SEED)
  let networkSource = open(NETWORK_SEED)
  const machine = options.clock ?? systemClock
  const watchers = createWatchers((error) => log({ level: 'warn', message: `A watcher failed: ${error}` }))
  const clock = createSandboxClock(machine, () => watchers.notify('clock'))
  const projects: Projects = createProjects(options.projects, (message) => log({ level: 'warn', message }))
  const hide = (text: string) => redact(text, projects.secrets)
  const log = redactingLog(options.log ?? consoleLog, hide)
  const journal = new Journal({
    clock,
    machine,
    redact: hide,
    onChange: () => watchers.notify('journal'),
  })
  const events = new EventStream((error) => log({ level: 'warn', message: `The sandbox failed: ${error}` }))
  const sessions = new Sessions((type, session, cause, details) => {
    // What a listener brings about is an effect of the event that it hears.
    const known = cause.entry ?? events.current?.entry
    const event = { type, session, cause: { by: cause.by, entry: known }, time: clock.now(), ...details }
    const entry = journal.add(new EventRecord(event as unknown as SessionEvent))
    events.emit({ ...event, entry } as unknown as SessionEvent)
  })
  const settings = new SettingsMemory()
  const faults = new Faults({
    random: (length) => faultSource(length),
    onFire(id, rule, subject) {
      const record = new FaultRecord(id, rule, subject)
      journal.add(record)
      log({ level: 'info', message: record.describe().text })
    },
    onChange: () => watchers.notify('faults'),
  })
  const network = new Network({
    places: readPlaces(options.places),
    locate: options.locate ?? (() => undefined),
    onChange: () => watchers.notify('sessions'),
  })
  return {
    clock,
    random: (length) => source(length),
    projects,
    sessions,
    events,
    journal,
    settings,
    rooms: new RoomNames(),
    verified: new VerifiedTokens(),
    faults,
    media: {
      ...readMediaOptions(options),
      plays: options.mediaServer !== undefined,
      relayFor: options.relayFor ?? (() => []),
    },
    network,
    chance: () => readChance(networkSource(4)),
    log,
    watchers,
    redact: hide,
    reset() {
      clock.reset()
      sessions.clear()
      settings.clear()
      faults.reset()
      projects.reset()
      network.reset()
      journal.reset()
      source = open()
      faultSource = open(FAULT_SEED)
      networkSource = open(NETWORK_SEED)
      watchers.notify('sessions')
    },
  }
}
