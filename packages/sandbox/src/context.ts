import { type RandomSource, redact, systemClock, systemRandom } from '@opentok-sandbox/core'
import { createProjects, type Projects } from './auth/project.ts'
import { VerifiedTokens } from './auth/verified-tokens.ts'
import { Faults } from './faults/faults.ts'
import { consoleLog, type Log, redactingLog } from './log.ts'
import { type MediaOptions, readMediaOptions } from './media/media-options.ts'
import type { SandboxOptions } from './options.ts'
import { pooledRandom, seededRandom } from './random.ts'
import { createScopedClock, type ScopedClock } from './scoped-clock.ts'
import { EventStream } from './session/event-stream.ts'
import { SettingsMemory } from './session/session-settings.ts'
import { Sessions } from './session/sessions.ts'
import { createWatchers, type Watchers } from './watchers.ts'

/**
 * What all rooms of a sandbox share: time, chance, the projects, the sessions and what happens in them, the armed faults,
 * and where to write what happens.
 */
export interface Context {
  readonly clock: ScopedClock
  readonly random: RandomSource
  readonly projects: Projects
  readonly sessions: Sessions
  /** All that happens in the sessions. */
  readonly events: EventStream
  readonly settings: SettingsMemory
  readonly verified: VerifiedTokens
  readonly faults: Faults
  readonly media: MediaOptions
  readonly log: Log
  readonly watchers: Watchers
  /** Takes tokens, and the secrets of this sandbox, out of a text. */
  redact(text: string): string
  /** Forgets what has happened so far, and puts seeded chance back to its beginning. */
  reset(): void
}

/** @throws {TypeError} if an option is wrong */
export function createContext(options: SandboxOptions): Context {
  const { seed } = options
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new TypeError('seed: must be a whole number')
  const open = () =>
    seed === undefined ? (options.random ?? pooledRandom(systemRandom)) : seededRandom(seed)
  let source = open()
  const clock = createScopedClock(options.clock ?? systemClock)
  const projects: Projects = createProjects(options.projects, (message) => log({ level: 'warn', message }))
  const hide = (text: string) => redact(text, projects.secrets)
  const log = redactingLog(options.log ?? consoleLog, hide)
  const events = new EventStream((error) => log({ level: 'warn', message: `The sandbox failed: ${error}` }))
  const sessions = new Sessions((type, session, cause, details) => {
    events.emit({ type, session, cause, time: clock.now(), ...details } as Parameters<EventStream['emit']>[0])
  })
  const settings = new SettingsMemory()
  const faults = new Faults()
  const watchers = createWatchers()
  return {
    clock,
    random: (length) => source(length),
    projects,
    sessions,
    events,
    settings,
    verified: new VerifiedTokens(),
    faults,
    media: readMediaOptions(options),
    log,
    watchers,
    redact: hide,
    reset() {
      clock.cancelAll()
      sessions.clear()
      settings.clear()
      faults.clear()
      source = open()
      watchers.notify('sessions')
    },
  }
}
