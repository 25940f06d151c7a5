/**
 * The port between messaging and a transport: what a sandbox needs of a socket. For each transport (an
 * MSW client, a worker's port, a real WebSocket), one small file implements it.
 */
export interface Peer {
  /** Sends one binary message. */
  send(bytes: Uint8Array<ArrayBuffer>): void
  /** Closes with a WebSocket close code. */
  close(code: number, reason: string): void
  /** Drops the socket without a closing handshake, as a broken network does. */
  terminate(): void
  /** Bytes accepted by `send` that have not left yet. */
  readonly bufferedAmount: number
}

/** What a transport tells the sandbox of an accepted peer. */
export interface PeerEvents {
  /** One binary message has come. */
  receive(bytes: Uint8Array): void
  /** The socket has closed, with this code; nothing more will come. */
  closed(code: number): void
}

/** Where a peer comes from. */
export interface PeerInfo {
  /** The WebSocket URL as the client opened it, with its query. */
  url: string
  /** The page's origin, where the transport knows it. */
  origin?: string | undefined
  /** The client's IP address, where the transport knows it: it has a place in the network. */
  address?: string | undefined
  /** Whether the sandbox itself plays the client. @default false */
  simulated?: boolean | undefined
}
