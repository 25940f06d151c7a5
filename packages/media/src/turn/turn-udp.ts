import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { plainAddress, serverAddressFor } from './turn-address.ts'
import type { TurnClient, TurnRelay } from './turn-relay.ts'

/** A UDP port of a TURN server. */
export interface TurnPort {
  readonly number: number
  close(): void
}

/** What the system keeps of what has come; media comes in bursts. */
const BUFFER = 1024 * 1024

/**
 * Listens on a UDP port.
 *
 * @throws {Error} with the `code` of Node, such as `EADDRINUSE`
 */
export async function openUdp(relay: TurnRelay, address: string, number: number): Promise<TurnPort> {
  const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', recvBufferSize: BUFFER })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address, port: number, exclusive: true }, resolve)
  })
  // A client that has gone answers with an error of its system, which says nothing.
  socket.removeAllListeners('error').on('error', () => {})
  socket.on('message', (bytes, { address: from, port }) => {
    // Nobody can be answered at port 0, and Node throws at it.
    if (port !== 0) relay.receive(bytes, clientOf(socket, plainAddress(from), port))
  })
  socket.unref()
  return { number: socket.address().port, close: () => socket.close() }
}

function clientOf(socket: Socket, address: string, port: number): TurnClient {
  return {
    key: `udp ${address} ${port}`,
    endpoint: { address, port },
    get serverAddress() {
      return serverAddressFor(address)
    },
    isStream: false,
    // What cannot be sent is lost, as in any network.
    send: (bytes) => {
      try {
        socket.send(bytes, port, address, () => {})
      } catch {
        // What was under way when the server was closed is lost, too.
      }
    },
  }
}
