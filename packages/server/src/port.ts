import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Doors } from './doors.ts'

/** How long requests under way may take when a port closes, in milliseconds. */
const FAREWELL = 2000

/** A TCP port on which HTTP and WebSockets are answered. */
export interface Port {
  readonly number: number
  /** Finishes the requests under way, and frees the port. */
  close(): Promise<void>
}

/**
 * Opens a port; `localhost` is two addresses, of which a machine may have only one.
 *
 * @throws {Error} with the `code` of Node, such as `EADDRINUSE`
 */
export async function openPort(host: string, number: number, doors: Doors): Promise<Port> {
  if (host !== 'localhost') return open(host, number, doors)
  const first = await open('127.0.0.1', number, doors)
  try {
    const second = await open('::1', first.number, doors)
    return {
      number: first.number,
      async close() {
        await Promise.all([first.close(), second.close()])
      },
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (number === 0 || ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(code)) return first
    await first.close()
    throw error
  }
}

async function open(host: string, port: number, doors: Doors): Promise<Port> {
  const underWay = new Set<ServerResponse>()
  // Whoever sends headers or a body slowly does not hold a connection for ever.
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, (incoming, outgoing) => {
    underWay.add(outgoing)
    outgoing.once('close', () => underWay.delete(outgoing))
    doors.request(incoming, outgoing)
  })
  server.on('upgrade', (incoming, socket, head) => {
    if (/^websocket$/i.test(incoming.headers.upgrade ?? '')) doors.upgrade(incoming, socket, head)
    else answerAsItIs(server, incoming, socket, head)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096 }, resolve)
  })
  const { port: number } = server.address() as AddressInfo
  return { number, close: () => close(server, underWay) }
}

function close(server: Server, underWay: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise((resolve) => {
    // A browser holds connections that it has not used yet: they are no reason to wait.
    const hangUp = () => server.closeAllConnections()
    const timer = setTimeout(hangUp, FAREWELL)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    const afterLast = () => {
      if (underWay.size === 0) hangUp()
    }
    for (const outgoing of underWay) outgoing.once('close', afterLast)
    afterLast()
  })
}

/** Headers by which a client offers another protocol. */
const OFFERS = new Set(['upgrade', 'connection', 'http2-settings'])

/**
 * A client that offers another protocol than WebSocket, as curl and Java offer HTTP/2, is answered in that of its
 * request; Node would hand it over as a socket for anything.
 */
function answerAsItIs(server: Server, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, rawHeaders } = incoming
  const lines = [`${method} ${url} HTTP/1.1`, 'Connection: close']
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (!OFFERS.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[i + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}
