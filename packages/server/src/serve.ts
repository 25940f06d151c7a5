import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import {
  createSandbox,
  isOpenTokHost,
  type LocalSandbox,
  type SandboxOptions,
} from '@opentok-sandbox/sandbox'
import { readAddress } from './address.ts'
import { createCredentialIssuer } from './credentials.ts'
import { createSite, isOfSite } from './site.ts'
import { createSockets } from './sockets.ts'

/** Where a sandbox listens when it is not told. */
export const DEFAULT_PORT = 9300

/** Options of {@link serve}; those of the sandbox itself are among them. */
export interface ServeOptions extends SandboxOptions {
  /** A TCP port; 0 lets the system pick one. @default 9300 */
  port?: number | undefined
  /**
   * The interface to listen on, as a name or an address; `0.0.0.0` is all of them. What listens there can be
   * reached by other machines. @default 'localhost', over IPv4 and IPv6
   */
  host?: string | undefined
  /** The address under which clients see the server, where neither its Host nor a proxy's headers say it. */
  publicUrl?: string | undefined
}

/** A sandbox on a real port. */
export interface SandboxServer {
  /** Its address, without a slash at the end: the API URL for server SDKs, the proxy URL for the browser client. */
  readonly url: string
  /** Its address on this machine, where `url` is the public one. */
  readonly localUrl: string
  readonly sandbox: LocalSandbox
  /** Says goodbye to all clients, finishes the requests under way, and frees the port. */
  close(): Promise<void>
}

/** How long requests under way may take when a server closes, in milliseconds. */
const FAREWELL = 2000

/**
 * Serves a sandbox on a real port.
 *
 * @throws {TypeError} if an option is wrong
 * @throws {Error} with the `code` of Node, such as `EADDRINUSE`, if the port cannot be had
 *
 * @example
 * const { url, close } = await serve({ port: 0 })
 */
export async function serve(options: ServeOptions = {}): Promise<SandboxServer> {
  const { port = DEFAULT_PORT, host = 'localhost', publicUrl, ...sandboxOptions } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError('port: must be a whole number from 0 to 65535')
  }
  if (typeof host !== 'string' || host === '') throw new TypeError('host: must be a name or an address')
  const sandbox = createSandbox(sandboxOptions)
  const doors = createDoors(sandbox, { ...sandboxOptions, host, publicUrl })
  const servers = await listen(host, port, doors)
  const { port: actual } = servers[0].address() as AddressInfo
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const localUrl = `http://${name.includes(':') ? `[${name}]` : name}:${actual}`
  return {
    url: readPublicUrl(publicUrl)?.origin ?? localUrl,
    localUrl,
    sandbox,
    async close() {
      doors.close()
      await Promise.all(servers.map(shut))
    },
  }
}

/** The two ways into a server. */
export interface Doors {
  request(incoming: IncomingMessage, outgoing: ServerResponse): void
  upgrade: ReturnType<typeof createSockets>['upgrade']
  close(): void
}

/** Translates HTTP and WebSockets to a sandbox. */
export function createDoors(sandbox: LocalSandbox, options: Omit<ServeOptions, 'port'>): Doors {
  const publicUrl = readPublicUrl(options.publicUrl)
  const closing = new AbortController()
  const ownNames = [options.host, publicUrl?.hostname].filter((name) => name !== undefined)
  const site = createSite(sandbox, createCredentialIssuer(options), ownNames, closing.signal)
  const sockets = createSockets(sandbox, publicUrl)
  const listenerOptions = { overrideGlobalObjects: false }
  const answerSite = getRequestListener(orHangUp(site.fetch), listenerOptions)
  const answerOpenTok = getRequestListener(
    orHangUp((request) => sandbox.fetch(request)),
    listenerOptions,
  )
  return {
    request(incoming, outgoing) {
      const path = readAddress(incoming, publicUrl)
      const isOwn = isOfSite(path) && !isOpenTokHost(incoming.headers.host ?? '')
      void (isOwn ? answerSite : answerOpenTok)(incoming, outgoing)
    },
    upgrade: (incoming, socket, head) => sockets.upgrade(incoming, socket, head),
    close() {
      closing.abort()
      sockets.close()
    },
  }
}

/** Where the sandbox gives no answer, a failing network having been asked for, the connection breaks. */
function orHangUp(fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>) {
  return async (request: Request, env: unknown): Promise<Response> => {
    const bindings = env as HttpBindings
    const response = await fetch(request, bindings)
    // What is answered in one turn of the event loop leaves together: each write on its own would wake a client,
    // and take longer than all the rest.
    await setImmediate()
    if (response.status !== 0) return response
    bindings.incoming.destroy()
    return RESPONSE_ALREADY_SENT
  }
}

function readPublicUrl(publicUrl: string | undefined): URL | undefined {
  if (publicUrl === undefined) return undefined
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.username)
    return url
  throw new TypeError(
    'publicUrl: must be an http or https address without a path, such as https://sandbox.example',
  )
}

/** Opens the port; `localhost` is two addresses, of which a machine may have only one. */
async function listen(host: string, port: number, doors: Doors): Promise<[Server, ...Server[]]> {
  if (host !== 'localhost') return [await open(host, port, doors)]
  const first = await open('127.0.0.1', port, doors)
  const { port: actual } = first.address() as AddressInfo
  try {
    return [first, await open('::1', actual, doors)]
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (port === 0 || ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(code)) return [first]
    await shut(first)
    throw error
  }
}

function open(host: string, port: number, doors: Doors): Promise<Server> {
  // Whoever sends headers or a body slowly does not hold a connection for ever.
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, doors.request)
  server.on('upgrade', (incoming, socket, head) => {
    if (/^websocket$/i.test(incoming.headers.upgrade ?? '')) doors.upgrade(incoming, socket, head)
    else answerAsItIs(server, incoming, socket, head)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096 }, () => resolve(server))
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

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), FAREWELL)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
