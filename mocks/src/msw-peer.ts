import type { Peer } from '@opentok-sandbox/sandbox'

/** The part of an MSW WebSocket client that a peer needs. */
interface MswClient {
  send(data: ArrayBuffer): void
  close(code?: number, reason?: string): void
}

/** The WebSocket close code of a connection that ended without a closing handshake. */
const ABNORMAL_CLOSURE = 1006

/** Translates a WebSocket client of MSW to a peer. */
export function mswPeer(client: MswClient): Peer {
  return {
    // Each receiver gets bytes of its own, and exactly those: the client reads the whole buffer.
    send: (bytes) => client.send(bytes.slice().buffer),
    close: (code, reason) => client.close(code, reason),
    terminate: () => client.close(ABNORMAL_CLOSURE, ''),
    // MSW hands messages over at once.
    bufferedAmount: 0,
  }
}
