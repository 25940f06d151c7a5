import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import type { Socket } from 'node:net'
import { type Clock, systemClock } from '@opentok-sandbox/core'
import type { Route } from '@opentok-sandbox/sandbox'
import { createRouterBridge } from './turn/router-bridge.ts'
import { makeTurnCredentials, type TurnCredentials } from './turn/turn-credentials.ts'
import { TurnRelay } from './turn/turn-relay.ts'
import { acceptTcp, isTurnConnection } from './turn/turn-tcp.ts'
import { openUdp, type TurnPort } from './turn/turn-udp.ts'

export type { TurnCredentials }
export { isTurnConnection }

/** Options of {@link openTurn}. */
export interface TurnOptions {
  /** The interface to listen on; `localhost` is both of its addresses. */
  host: string
  /** The UDP port; 0 lets the system pick one. */
  port: number
  /** What the way to a client does to its data now. */
  routeOf?(name: string): Route | undefined
  /** Whether the media router of this process listens on an endpoint. */
  isRouter?(address: string, port: number): boolean
  clock?: Clock | undefined
  /** A number from 0 (included) to 1. */
  chance?(): number
}

/** A TURN server. */
export interface TurnServer {
  /** The UDP port that it listens on. */
  readonly port: number
  /** How many clients it relays for now. */
  readonly size: number
  /** Credentials for one client, whose name tells it from others; valid for two days. */
  credentialsFor(name: string): TurnCredentials
  /** Takes a TCP connection that begins as {@link isTurnConnection} says. */
  accept(socket: Socket): void
  close(): void
}

/** Clients keep what session info told them for 24 hours (media facts §1.4). */
const VALIDITY = 48 * 3_600_000

/**
 * Opens a TURN server (RFC 8656), which relays between its own clients only.
 *
 * @throws {Error} with the `code` of Node, such as `EADDRINUSE`
 *
 * @example
 * const turn = await openTurn({ host: 'localhost', port: 0 })
 * const iceServer = { urls: `turn:localhost:${turn.port}`, ...turn.credentialsFor('ada') }
 */
export async function openTurn({
  host,
  port,
  clock = systemClock,
  chance = Math.random,
  routeOf = () => undefined,
  isRouter = () => false,
}: TurnOptions): Promise<TurnServer> {
  const secret = randomBytes(32)
  const bridge = createRouterBridge(isRouter)
  const relay = new TurnRelay({ secret, clock, chance, routeOf, bridge })
  const ports = await openPorts(relay, host, port)
  return {
    port: ports[0]?.number ?? 0,
    get size() {
      return relay.size
    },
    credentialsFor: (name) => makeTurnCredentials(secret, clock.now() + VALIDITY, name),
    accept: (socket) => acceptTcp(relay, socket),
    close() {
      relay.close()
      for (const one of ports) one.close()
    },
  }
}

async function openPorts(relay: TurnRelay, host: string, port: number): Promise<TurnPort[]> {
  if (host !== 'localhost') return [await openUdp(relay, (await lookup(host)).address, port)]
  const first = await openUdp(relay, '127.0.0.1', port)
  // A machine may have only one of the two.
  const second = await openUdp(relay, '::1', first.number).catch(() => undefined)
  return second ? [first, second] : [first]
}
