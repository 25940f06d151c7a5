import { type Clock, type RandomSource, systemClock, systemRandom } from '@opentok-sandbox/core'
import { type Failure, Faults } from './faults.ts'
import { consoleLog, type Log, redactingLog } from './log.ts'
import { type MediaOptions, readMediaOptions } from './media/media-options.ts'
import { Hub } from './messaging/hub.ts'
import type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
import { createProjects, type ProjectsOption } from './project.ts'
import { seededRandom } from './random.ts'
import { createRestApp, NoAnswer } from './rest/app.ts'
import type { World } from './world.ts'

/** Those of {@link SandboxOptions} that are plain data, and so can cross to a worker. */
export interface SandboxData extends Partial<MediaOptions> {
  /**
   * Projects besides the development project; or `'any'`, for who has a key and a session ID and no secret:
   * IDs and tokens are then read and believed, without verifying.
   */
  projects?: ProjectsOption | undefined
  /** A whole number from which all random values follow. @default none: they are random */
  seed?: number | undefined
}

/** Options of {@link createSandbox}. */
export interface SandboxOptions extends SandboxData {
  /** @default the machine's, or the test runner's where it fakes `Date` and `setTimeout` */
  clock?: Clock | undefined
  /** A source of random bytes in place of `seed`. @default the platform's cryptographic generator */
  random?: RandomSource | undefined
  /** @default warnings go to the console */
  log?: Log | undefined
}

/** The OpenTok cloud in memory. */
export interface Sandbox {
  /** Answers a request to any of OpenTok's REST hosts; with `Response.error()` where a network failure was asked for. */
  fetch(request: Request): Promise<Response>
  /** Takes a messaging socket that a client has opened. */
  accept(peer: Peer, info: PeerInfo): PeerEvents
  /**
   * Makes something fail, once or as often as is said.
   *
   * @throws {TypeError} if it cannot be done
   */
  fail(failure: Failure): Promise<void>
  /**
   * Drops the socket of a connection, as a broken network does. Its client reconnects by itself.
   *
   * @throws {TypeError} if there is no such connection, or it has no socket now
   */
  drop(connectionId: string): Promise<void>
  /**
   * Disconnects every client and begins anew, a seed included; failures that were asked for are forgotten.
   * Session IDs stay good: they need no record.
   */
  reset(): Promise<void>
}

/**
 * Makes a sandbox. Nothing is opened, and nothing leaves the process.
 *
 * @throws {TypeError} if an option is wrong
 *
 * @example
 * const sandbox = createSandbox({ seed: 1 })
 * const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, fetch: (...input) => sandbox.fetch(new Request(...input)) })
 * const { sessionId } = await opentok.createSession()
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { clock = systemClock, seed } = options
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new TypeError('seed: must be a whole number')
  const source = () => (seed === undefined ? (options.random ?? systemRandom) : seededRandom(seed))
  const log = redactingLog(options.log ?? consoleLog)
  const world: World = {
    clock,
    random: source(),
    projects: createProjects(options.projects, (message) => log({ level: 'warn', message })),
    faults: new Faults(),
    media: readMediaOptions(options),
    log,
  }
  const app = createRestApp(world)
  const hub = new Hub(world)
  return {
    async fetch(request) {
      try {
        return await app.fetch(request)
      } catch (error) {
        if (error instanceof NoAnswer) return Response.error()
        throw error
      }
    },
    accept: (peer, info) => hub.accept(peer, info),
    async fail(failure) {
      world.faults.add(failure)
    },
    async drop(connectionId) {
      if (!hub.drop(connectionId))
        throw new TypeError('drop: there is no connection with that ID, or it has no socket')
    },
    async reset() {
      hub.reset()
      world.faults.clear()
      world.random = source()
    },
  }
}
