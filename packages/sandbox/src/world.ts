import { type Clock, type RandomSource, systemClock, systemRandom } from '@opentok-sandbox/core'
import { Faults } from './faults.ts'
import { consoleLog, type Log, redactingLog } from './log.ts'
import { type MediaOptions, readMediaOptions } from './media/media-options.ts'
import { createMesh } from './media/mesh.ts'
import type { SandboxOptions } from './options.ts'
import { createProjects, type Projects } from './project.ts'
import { pooledRandom, seededRandom } from './random.ts'
import { VerifiedTokens } from './rest/verified-tokens.ts'
import { Sessions } from './session/sessions.ts'
import { TraitMemory } from './session/traits.ts'

/**
 * What every part of a sandbox shares: the time, chance, the projects, the sessions with clients in them,
 * failures on demand, and where to tell what happens.
 */
export interface World {
  readonly clock: Clock
  readonly random: RandomSource
  readonly projects: Projects
  readonly sessions: Sessions
  readonly traits: TraitMemory
  readonly verified: VerifiedTokens
  readonly faults: Faults
  readonly media: MediaOptions
  readonly log: Log
  /** Forgets what has happened so far, and puts seeded chance back to its beginning. */
  reset(): void
}

/** @throws {TypeError} if an option is wrong */
export function createWorld(options: SandboxOptions): World {
  const { clock = systemClock, seed } = options
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new TypeError('seed: must be a whole number')
  const open = () =>
    seed === undefined ? (options.random ?? pooledRandom(systemRandom)) : seededRandom(seed)
  let source = open()
  const random: RandomSource = (length) => source(length)
  const log = redactingLog(options.log ?? consoleLog)
  const faults = new Faults()
  const traits = new TraitMemory()
  const sessions = new Sessions(createMesh(random), traits)
  return {
    clock,
    random,
    projects: createProjects(options.projects, (message) => log({ level: 'warn', message })),
    sessions,
    traits,
    verified: new VerifiedTokens(),
    faults,
    media: readMediaOptions(options),
    log,
    reset() {
      sessions.clear()
      traits.clear()
      faults.clear()
      source = open()
    },
  }
}
