import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type LocalSandbox, MESSAGING_PATH, type PeerInfo } from '@opentok-sandbox/sandbox'
import { type WebSocket, WebSocketServer } from 'ws'
import { readAddress } from './address.ts'
import { readRestClient, type TrustProxy } from './rest-client.ts'
import { toPeer } from './ws-peer.ts'

/** The longest message of a client, in bytes: the longest frame. */
const LONGEST_MESSAGE = 256 * 1024

/** How many clients one server takes. */
const MOST_SOCKETS = 20_000

/** How often a socket is pinged, in milliseconds. Browsers answer for hidden tabs, too. */
const HEARTBEAT = 30_000

/** How long clients have to say goodbye, in milliseconds. */
const FAREWELL = 1000

/** The close code of a server that stops. */
const GOING_AWAY = 1001

/** The messaging sockets of a server. */
export interface Sockets {
  /** Takes a request for a WebSocket, or refuses it. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Says goodbye to all clients, and takes none from now on. */
  close(): void
}

/**
 * @param publicUrl the address of the server, where its own request headers do not say it
 * @param trustProxy the proxies whose X-Forwarded-For is believed
 */
export function createSockets(
  sandbox: Pick<LocalSandbox, 'accept'>,
  publicUrl: URL | undefined,
  trustProxy: TrustProxy,
): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    perMessageDeflate: false,
    // With one message in each turn of the event loop, the messages of a busy client would arrive late.
    allowSynchronousEvents: true,
  })
  const silent = new WeakSet<WebSocket>()
  let isClosing = false
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate()
      else {
        silent.add(socket)
        socket.ping()
      }
    }
  }, HEARTBEAT)
  heartbeat.unref()

  function accept(socket: WebSocket, info: PeerInfo): void {
    // After an error comes the close event, which is handled.
    socket.on('error', () => {})
    const events = sandbox.accept(toPeer(socket), info)
    socket.on('message', (data: Buffer) => {
      silent.delete(socket)
      events.receive(data)
    })
    socket.on('pong', () => silent.delete(socket))
    socket.on('close', (code) => events.closed(code))
  }

  return {
    upgrade(incoming, socket, head) {
      if (isClosing) return refuse(socket, '503 Service Unavailable')
      // Until the handshake is done, there is no other listener.
      socket.on('error', () => socket.destroy())
      const { address } = readRestClient(incoming, publicUrl, trustProxy)
      const path = readAddress(incoming, publicUrl)
      const url = path.startsWith(MESSAGING_PATH) ? new URL(path, 'ws://localhost') : undefined
      if (url?.pathname !== MESSAGING_PATH) return refuse(socket, '404 Not Found')
      if (server.clients.size >= MOST_SOCKETS) return refuse(socket, '503 Service Unavailable')
      server.handleUpgrade(incoming, socket, head, (client) =>
        accept(client, { url: url.href, origin: incoming.headers.origin, address }),
      )
    },
    close() {
      isClosing = true
      clearInterval(heartbeat)
      for (const client of server.clients) client.close(GOING_AWAY, 'The sandbox was stopped')
      setTimeout(() => {
        for (const client of server.clients) client.terminate()
      }, FAREWELL).unref()
    },
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}
