import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { serverAddressFor } from './turn-address.ts'
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
  socket.on('message', (bytes, { address: from, port }) => relay.receive(bytes, clientOf(socket, from, port)))
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
    send: (bytes) => socket.send(bytes, port, address, () => {}),
  }
}
