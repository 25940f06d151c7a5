import type { MediaMode } from '@opentok-sandbox/core'
import type { Failure } from './faults.ts'
import { Hub } from './messaging/hub.ts'
import type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
import type { SandboxOptions } from './options.ts'
import { createRestApp, NoAnswer } from './rest/app.ts'
import type { Session } from './session/session.ts'
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

/** What is in a live session; plain data, as the wire has it. */
export interface SessionSnapshot {
  sessionId: string
  apiKey: string
  mediaMode: MediaMode
  connections: { id: string; creationTime: number; data: string; permissions: readonly string[] }[]
  streams: { id: string; name: string; connectionId: string; videoType: string | undefined }[]
}

/** A sandbox in this process: it can be looked into as well. */
export interface LocalSandbox extends Sandbox {
  /** The sessions that have clients in them now. */
  sessions(): SessionSnapshot[]
  /** Calls back whenever who or what is in a session has changed; the function returned ends that. */
  watch(listener: () => void): () => void
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
export function createSandbox(options: SandboxOptions = {}): LocalSandbox {
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
    sessions: () => [...world.sessions].map(describeSession),
    watch: (listener) => world.sessions.watch(listener),
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

function describeSession({ id, apiKey, mediaMode, connections, streams }: Session): SessionSnapshot {
  return {
    sessionId: id,
    apiKey,
    mediaMode,
    connections: [...connections.values()].map((connection) => connection.toJSON()),
    streams: [...streams.values()].map(({ id: streamId, name, owner, videoType }) => ({
      id: streamId,
      name,
      connectionId: owner.id,
      videoType,
    })),
  }
}
