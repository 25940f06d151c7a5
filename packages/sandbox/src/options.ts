import type { Clock, RandomSource } from '@opentok-sandbox/core'
import type { ProjectsOption } from './auth/project.ts'
import type { Log } from './log.ts'
import type { MediaOptions } from './media/media-options.ts'

/** Those of {@link SandboxOptions} that are plain data, and so can cross to a worker. */
export interface SandboxData extends Partial<MediaOptions> {
  /**
   * Projects besides the development project; or `'any'`, if you have a key and a session ID but no secret:
   * session IDs and tokens are then accepted without verifying them.
   */
  projects?: ProjectsOption | undefined
  /** A whole number that determines all random values. @default none: they are random */
  seed?: number | undefined
}

/** Options of `createSandbox`. */
export interface SandboxOptions extends SandboxData {
  /** @default the machine's, or the test runner's where it fakes `Date` and `setTimeout` */
  clock?: Clock | undefined
  /** A source of random bytes in place of `seed`. @default the platform's cryptographic generator */
  random?: RandomSource | undefined
  /** @default warnings go to the console */
  log?: Log | undefined
}
