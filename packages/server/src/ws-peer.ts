import type { Peer } from '@opentok-sandbox/sandbox'
import type { WebSocket } from 'ws'

/** A `ws` socket, as the peer that the sandbox sees. */
export function toPeer(socket: WebSocket): Peer {
  return {
    send: (bytes) => socket.send(bytes),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
  }
}
