import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { answerWithoutUpgrade, isWebSocketUpgrade } from './plain-request.ts'
import type { RequestListener } from './request-listener.ts'

/** How long requests under way may take when a port closes, in milliseconds. */
const FAREWELL = 1500

/** How long the headers of a request, and all of it, may take to come, and how often that is checked, in milliseconds. */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1000 }

/** Node from 24.9 on asks which upgrades are taken, and answers the other requests as if they had offered none. */
const OPTIONS = { ...PATIENCE, shouldUpgradeCallback: isWebSocketUpgrade }

/** Answers what comes to a port. */
export interface PortListener extends Pick<RequestListener, 'request' | 'upgrade'> {
  /** Takes a connection that begins with this byte, if it is none of HTTP. */
  connect?(socket: Socket, firstByte: number): boolean
}

/** A TCP port on which HTTP and WebSockets are answered. */
export interface Port {
  readonly number: number
  /** Finishes the requests under way, and frees the port. */
  close(): Promise<void>
  /** Lets the process end while the port is open. */
  unref(): void
}

/**
 * Opens a port; `localhost` is two addresses, of which a machine may have only one.
 *
 * @throws {Error} with the `code` of Node, such as `EADDRINUSE`
 */
export async function openPort(host: string, number: number, listener: PortListener): Promise<Port> {
  if (host !== 'localhost') return open(host, number, listener)
  const first = await open('127.0.0.1', number, listener)
  try {
    const second = await open('::1', first.number, listener)
    return {
      number: first.number,
      async close() {
        await Promise.all([first.close(), second.close()])
      },
      unref() {
        first.unref()
        second.unref()
      },
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (number === 0 || ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(code)) return first
    await first.close()
    throw error
  }
}

async function open(host: string, port: number, listener: PortListener): Promise<Port> {
  const underWay = new Set<ServerResponse>()
  // A client that sends headers or a body slowly does not hold a connection for ever.
  const server = createServer(OPTIONS, (incoming, outgoing) => {
    underWay.add(outgoing)
    outgoing.once('close', () => underWay.delete(outgoing))
    listener.request(incoming, outgoing)
  })
  server.on('upgrade', (incoming, socket, head) => {
    if (isWebSocketUpgrade(incoming)) listener.upgrade(incoming, socket, head)
    else answerWithoutUpgrade(server, incoming, socket, head)
  })
  const silent = sortConnections(server, listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096 }, resolve)
  })
  const { port: number } = server.address() as AddressInfo
  const hangUp = () => {
    for (const socket of silent) socket.destroy()
  }
  return {
    number,
    close: () => close(server, underWay, hangUp),
    unref() {
      server.unref().on('connection', (socket) => socket.unref())
    },
  }
}

/**
 * Looks at the first byte of each connection: HTTP is answered as ever, and the rest is for another protocol.
 *
 * @returns the connections that HTTP does not know of
 */
function sortConnections(server: Server, { connect }: PortListener): ReadonlySet<Socket> {
  const others = new Set<Socket>()
  if (connect === undefined) return others
  const [serveHttp] = server.listeners('connection')
  server.removeAllListeners('connection').on('connection', (socket: Socket) => {
    others.add(socket)
    const forget = () => others.delete(socket)
    const fail = () => socket.destroy()
    socket.once('close', forget).once('error', fail).setTimeout(PATIENCE.headersTimeout, fail)
    socket.once('readable', () => {
      const bytes: Buffer | null = socket.read()
      if (bytes === null) return
      socket.unshift(bytes)
      socket.setTimeout(0)
      socket.removeAllListeners('timeout').off('error', fail)
      if (connect(socket, bytes[0] ?? 0)) return
      socket.off('close', forget)
      forget()
      serveHttp?.call(server, socket)
    })
  })
  return others
}

function close(
  server: Server,
  underWay: ReadonlySet<ServerResponse>,
  hangUpOthers: () => void,
): Promise<void> {
  return new Promise((resolve) => {
    // A browser opens connections before it needs them. Do not wait for those.
    const hangUp = () => {
      server.closeAllConnections()
      hangUpOthers()
    }
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
