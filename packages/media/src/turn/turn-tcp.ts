import type { Socket } from 'node:net'
import { plainAddress, serverAddressFor } from './turn-address.ts'
import type { TurnClient, TurnRelay } from './turn-relay.ts'
import { TurnStream } from './turn-stream.ts'

/** How many bytes may wait for a client that reads too slowly: media is late then, and better lost. */
const MOST_WAITING = 256 * 1024

/** How long a connection may say nothing, in milliseconds: at first, and then, since a client refreshes every nine minutes. */
const LONGEST_SILENCE = { stranger: 10_000, client: 660_000 }

/** Whether a connection begins as one to a TURN server does: with a STUN request. No method of HTTP begins so. */
export const isTurnConnection = (first: number) => first === 0x00 || first === 0x01

/** Takes a TCP connection of a client (RFC 8656 §3.1). */
export function acceptTcp(relay: TurnRelay, socket: Socket): void {
  const { remoteAddress = '', remotePort: port = 0 } = socket
  const address = plainAddress(remoteAddress)
  const stream = new TurnStream()
  const client: TurnClient = {
    key: `tcp ${address} ${port}`,
    endpoint: { address, port },
    serverAddress: serverAddressFor(address),
    isStream: true,
    send: (bytes) => {
      if (socket.writable && socket.writableLength < MOST_WAITING) socket.write(bytes)
    },
  }
  socket.setNoDelay(true)
  socket.setTimeout(LONGEST_SILENCE.stranger, () => socket.destroy())
  // After an error comes the close event.
  socket.on('error', () => {})
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const message of stream.push(bytes)) {
        socket.setTimeout(LONGEST_SILENCE.client)
        relay.receive(message, client)
      }
    } catch {
      socket.destroy()
    }
  })
  socket.on('close', () => relay.closed(client))
}
