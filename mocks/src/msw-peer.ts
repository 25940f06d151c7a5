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
    // Each receiver gets its own copy, of exactly these bytes: the client reads the whole buffer.
    send: (bytes) => client.send(bytes.slice().buffer),
    close: (code, reason) => client.close(code, reason),
    terminate: () => client.close(ABNORMAL_CLOSURE, ''),
    // MSW delivers messages at once.
    bufferedAmount: 0,
  }
}

/** What a page gave to `WebSocket.send()`, as bytes; empty for text and blobs, which are never frames. */
export function toBytes(data: unknown): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  // A page of a test's DOM may have an ArrayBuffer of another realm.
  const isBuffer = Object.prototype.toString.call(data) === '[object ArrayBuffer]'
  return isBuffer ? new Uint8Array(data as ArrayBuffer) : new Uint8Array()
}
