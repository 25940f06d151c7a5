import type { Clock, RandomSource } from '@opentok-sandbox/core'
import type { Faults } from './faults.ts'
import type { Log } from './log.ts'
import type { MediaOptions } from './media/media-options.ts'
import type { Projects } from './project.ts'

/**
 * What every part of a sandbox shares: the time, chance, the projects, failures on demand, and where
 * to tell what happens.
 */
export interface World {
  clock: Clock
  /** A reset puts a seeded one back to its beginning. */
  random: RandomSource
  projects: Projects
  faults: Faults
  media: MediaOptions
  log: Log
}
