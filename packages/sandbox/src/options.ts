import type { Clock, RandomSource } from '@opentok-sandbox/core'
import type { Recorder } from './archive/recorder.ts'
import type { ProjectsOption } from './auth/project.ts'
import type { Broadcaster } from './broadcast/broadcaster.ts'
import type { CallbackTargets } from './callback/callback-settings.ts'
import type { PageRenderer } from './composer/page-renderer.ts'
import type { AudioMixer, OpenSocket } from './connector/audio-mixer.ts'
import type { Log } from './log.ts'
import type { MediaOptions, RelayFor } from './media/media-options.ts'
import type { LoadMediaPath } from './media/media-path-parts.ts'
import type { Locate } from './network/network.ts'
import type { Place } from './session/place.ts'
import type { Simulation } from './simulations.ts'

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
  /** What it plays where it cannot do the real thing; each is named as simulated. @default [] */
  simulate?: readonly Simulation[] | undefined
  /** Where callbacks go, by their type. @default nowhere */
  callbacks?: CallbackTargets | undefined
  /** Whether callbacks may go anywhere, and not only to this machine and private networks. @default false */
  callbacksAnywhere?: boolean | undefined
}

/** What a host can do for the services of the platform; each is used where it is given. */
export interface ServicePorts {
  recorder?: Recorder | undefined
  broadcaster?: Broadcaster | undefined
  renderer?: PageRenderer | undefined
  mixer?: AudioMixer | undefined
  openSocket?: OpenSocket | undefined
  /** Sends callbacks. @default the platform's */
  fetch?: typeof globalThis.fetch | undefined
  /** The address of the server that the sandbox is behind. @default none */
  ownUrl?: (() => string | undefined) | undefined
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
  /** What a host can do for the services of the platform. @default nothing: they say so */
  services?: ServicePorts | undefined
  /** @default warnings go to the console */
  log?: Log | undefined
}
