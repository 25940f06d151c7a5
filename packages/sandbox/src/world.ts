import type { Clock, RandomSource } from '@opentok-sandbox/core'
import type { Log } from './log.ts'
import type { Projects } from './project.ts'

/** What every part of a sandbox shares: the time, chance, the projects, and where to tell what happens. */
export interface World {
  clock: Clock
  /** @see {@link https://en.wikipedia.org/wiki/Random_seed} A reset puts a seeded one back to its beginning. */
  random: RandomSource
  projects: Projects
  log: Log
}
