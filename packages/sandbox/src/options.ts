import type { Clock, RandomSource } from '@opentok-sandbox/core'
import type { ProjectsOption } from './auth/project.ts'
import type { Log } from './log.ts'
import type { MediaOptions, RelayFor } from './media/media-options.ts'
import type { LoadMediaPath } from './media/media-path-parts.ts'
import type { Locate } from './network/network.ts'
import type { Place } from './session/place.ts'

/** Those of {@link SandboxOptions} that are plain data, and so can cross to a worker. */
export interface SandboxData extends Partial<MediaOptions> {
  /**
   * Projects besides the development project; or `'any'`, if you have a key and a session ID but no secret:
   * session IDs and tokens are then accepted without verifying them.
   */
  projects?: ProjectsOption | undefined
  /** A whole number that determines all random values. @default none: they are random */
  seed?: number | undefined
  /** The places of the network, in place of the sandbox's own table. The first is where clients are by default. */
  places?: readonly Place[] | undefined
}

/** A media server, loaded when it is needed. */
export interface MediaServerOption {
  load: LoadMediaPath
  /** Whether it routes the media of routed sessions, besides playing simulated participants. @default true */
  routes?: boolean | undefined
}

/** Options of `createSandbox`. */
export interface SandboxOptions extends SandboxData {
  /** @default the machine's, or the test runner's where it fakes `Date` and `setTimeout` */
  clock?: Clock | undefined
  /** A source of random bytes in place of `seed`. @default the platform's cryptographic generator */
  random?: RandomSource | undefined
  /** Where an IP address is. @default no address has a place */
  locate?: Locate | undefined
  /** The servers that relay the media of a client, where `iceServers` has none. @default none */
  relayFor?: RelayFor | undefined
  /** Plays and routes media in this process. @default media goes directly between the clients */
  mediaServer?: MediaServerOption | undefined
  /** @default warnings go to the console */
  log?: Log | undefined
}
