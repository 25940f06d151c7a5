import type { Socket } from 'node:net'
import { isTurnConnection, openTurn, type TurnServer } from '@opentok-sandbox/media/turn'
import type { Log, RelayClient, RelayFor, Route } from '@opentok-sandbox/sandbox'

/** The TURN server of a server, which may have none. */
export interface Relay {
  /** The servers that a client is told: with credentials of its own. */
  relayFor: RelayFor
  /** Takes a TCP connection to the server's own port, if it is one to a TURN server. */
  connect(socket: Socket, firstByte: number): boolean
  /** Begins to relay over UDP as well, once the number of the server's port is known. */
  open(host: string, port: number): Promise<void>
  close(): void
}

/** What a relay takes from the server. */
export interface RelayParts {
  routeOf(connectionId: string): Route | undefined
  /** Whether the media router listens on an endpoint. */
  isRouter(address: string, port: number): boolean
  log: Log
  /** Whether TCP connections reach it. @default true */
  hasTcp?: boolean
}

/** Makes a relay that is opened with the server. */
export function createRelay({ routeOf, isRouter, log, hasTcp = true }: RelayParts): Relay {
  let turn: TurnServer | undefined
  let tcpPort = 0
  let isLocal = true
  const urlsFor = (hostname: string) => {
    // A name would have to be looked up, which a browser without a network may refuse.
    const host = `turn:${hostname === 'localhost' ? '127.0.0.1' : hostname}`
    const udp = `${host}:${turn?.port}?transport=udp`
    return hasTcp ? [udp, `${host}:${tcpPort}?transport=tcp`] : [udp]
  }
  return {
    relayFor({ hostname, connectionId }: RelayClient) {
      // To a client that comes from elsewhere, through a proxy, a relay on loopback is nothing but a delay.
      if (turn === undefined || (isLocal && !isLoopback(hostname))) return []
      return [{ urls: urlsFor(hostname), ...turn.credentialsFor(connectionId) }]
    },
    connect(socket, firstByte) {
      if (turn === undefined || !isTurnConnection(firstByte)) return false
      turn.accept(socket)
      return true
    },
    async open(host, port) {
      tcpPort = port
      isLocal = isLoopback(host)
      const options = { host, routeOf, isRouter }
      try {
        turn = await openTurn({ ...options, port })
      } catch (error) {
        // The UDP port of that number belongs to another program.
        turn = await openTurn({ ...options, port: 0 }).catch(() => undefined)
        const outcome = turn ? `UDP port ${turn.port} takes its place` : 'nothing is relayed'
        log({ level: 'info', message: `TURN cannot listen on UDP port ${port}: ${outcome} (${error})` })
      }
    },
    close: () => turn?.close(),
  }
}

/** Whether only this machine reaches a host of this name or address. */
export const isLoopback = (host: string) => /^((.+\.)?localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host)
