import { type RandomSource, redact, systemClock, systemRandom } from '@opentok-sandbox/core'
import { Archives } from './archive/archives.ts'
import { StorageTargets } from './archive/storage-targets.ts'
import { createProjects, type Projects } from './auth/project.ts'
import { VerifiedTokens } from './auth/verified-tokens.ts'
import { Broadcasts } from './broadcast/broadcasts.ts'
import { CallbackRecord } from './callback/callback-record.ts'
import { readCallbackTargets } from './callback/callback-settings.ts'
import { Callbacks } from './callback/callbacks.ts'
import { LiveCaptions } from './captions/live-captions.ts'
import { Renders } from './composer/renders.ts'
import { Connectors } from './connector/connectors.ts'
import { FaultRecord } from './faults/fault-record.ts'
import { Faults } from './faults/faults.ts'
import { EventRecord } from './journal/event-record.ts'
import { Journal } from './journal/journal.ts'
import { consoleLog, type Log, redactingLog } from './log.ts'
import { type MediaSettings, readMediaOptions } from './media/media-options.ts'
import { Network } from './network/network.ts'
import { readPlaces } from './network/places.ts'
import type { SandboxOptions, ServicePorts } from './options.ts'
import { pooledRandom, readChance, seededRandom, toUuid } from './random.ts'
import { createSandboxClock, type SandboxClock } from './sandbox-clock.ts'
import { EventStream, type SessionEvent } from './session/event-stream.ts'
import { RoomNames } from './session/room-names.ts'
import { SettingsMemory } from './session/session-settings.ts'
import { Sessions } from './session/sessions.ts'
import { readSimulations, type Simulation } from './simulations.ts'
import { Calls } from './sip/calls.ts'
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
  /** What really records, composes, renders and mixes, where it is there. */
  readonly services: ServicePorts
  readonly archives: Archives
  /** Where archives are uploaded to. */
  readonly targets: StorageTargets
  readonly broadcasts: Broadcasts
  readonly captions: LiveCaptions
  readonly calls: Calls
  readonly renders: Renders
  readonly connectors: Connectors
  readonly callbacks: Callbacks
  /** What it plays where it cannot do the real thing. */
  readonly simulations: Set<Simulation>
  /** The address of the server that this sandbox is behind, if it is behind one. */
  ownUrl(): string | undefined
  /** Signs the addresses of files. */
  readonly linkKey: Uint8Array
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

/** So have that of the network, and what signs addresses. */
const NETWORK_SEED = 0x6e657477
const LINK_SEED = 0x6c696e6b

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
  const projects: Projects = createProjects(
    options.projects,
    (message) => log({ level: 'warn', message }),
    clock.now(),
  )
  const hide = (text: string): string =>
    redact(text, [...projects.secrets, ...targets.secrets, ...callbacks.secrets])
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
  const random: RandomSource = (length) => source(length)
  const createId = () => toUuid(random(16))
  const onChange = () => watchers.notify('services')
  const services = options.services ?? {}
  const ownUrl = services.ownUrl ?? (() => undefined)
  const simulations = readSimulations(options.simulate ?? [])
  const parts = { clock, log, sessions, settings, createId, onChange, simulations }
  const targets = new StorageTargets()
  const archives = new Archives({ ...parts, targets, recorder: services.recorder })
  const broadcasts = new Broadcasts({ ...parts, broadcaster: services.broadcaster, ownUrl })
  const captions = new LiveCaptions(parts)
  const calls = new Calls(parts)
  const renders = new Renders({ ...parts, renderer: services.renderer })
  const connectors = new Connectors({ ...parts, mixer: services.mixer, openSocket: services.openSocket })
  const callbacks = new Callbacks({
    ...parts,
    fetch: (...input) => (services.fetch ?? globalThis.fetch)(...input),
    anywhere: options.callbacksAnywhere ?? false,
    targets: readCallbackTargets(options.callbacks ?? {}),
    onAttempt: (delivery, attempt, cause) => journal.add(new CallbackRecord(delivery, attempt, cause)),
  })
  return {
    clock,
    random,
    services,
    archives,
    targets,
    broadcasts,
    captions,
    calls,
    renders,
    connectors,
    callbacks,
    simulations,
    ownUrl,
    linkKey: open(LINK_SEED)(32),
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
      for (const service of [archives, broadcasts, captions, calls, renders, connectors, callbacks])
        service.reset()
      replaceAll(simulations, readSimulations(options.simulate ?? []))
      targets.clear()
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

function replaceAll<Item>(set: Set<Item>, items: Iterable<Item>): void {
  set.clear()
  for (const item of items) set.add(item)
}
