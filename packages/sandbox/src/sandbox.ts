import type { Failure } from './faults.ts'
import { Hub } from './messaging/hub.ts'
import type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
import type { SandboxOptions } from './options.ts'
import { createRestApp, NoAnswer } from './rest/app.ts'
import { createWorld } from './world.ts'

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
  const world = createWorld(options)
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
      world.reset()
    },
  }
}
