import { StreamSources } from '@opentok-sandbox/media/stream-sources'
import { consoleLog, createSandbox, type LocalSandbox, type SandboxOptions } from '@opentok-sandbox/sandbox'
import { DEFAULT_PORT } from './default-port.ts'
import { locate } from './locate.ts'
import { createMediaServer, type ServerMediaOptions } from './media-server.ts'
import { openPort } from './port.ts'
import { createRelay, isLoopback } from './relay.ts'
import { createRequestListener } from './request-listener.ts'
import { readTrustProxy } from './rest-client.ts'
import { createServices, type ServicesOptions } from './services.ts'

/** Options of {@link serve}; those of the sandbox itself are among them. */
export interface ServeOptions extends SandboxOptions, ServerMediaOptions, ServicesOptions {
  /** A TCP port; 0 lets the system pick one. @default 9300 */
  port?: number | undefined
  /**
   * The interface to listen on, as a name or an address; `0.0.0.0` is all of them, and lets other
   * machines reach the sandbox. @default 'localhost', over IPv4 and IPv6
   */
  host?: string | undefined
  /** The address that clients use, if neither the Host header nor a proxy's headers contain it. */
  publicUrl?: string | undefined
  /**
   * The proxies whose X-Forwarded-For is believed: addresses, subnets, or `loopback`, separated by commas. A client's
   * address has a place in the network. @default none
   */
  trustProxy?: string | undefined
}

/** A sandbox on a real port. */
export interface SandboxServer {
  /** Its address, without a slash at the end: the API URL for server SDKs, the proxy URL for the browser client. */
  readonly url: string
  /** Its address on this machine, if `url` is the public one. */
  readonly localUrl: string
  /** The port that it listens on. */
  readonly port: number
  readonly sandbox: LocalSandbox
  /** Says goodbye to all clients, finishes the requests under way, and frees the port, within 2 s. */
  close(): Promise<void>
  /** Lets the process end while the server is open, like a server of Node. */
  unref(): void
}

/**
 * Serves a sandbox on a real port.
 *
 * @throws {TypeError} if an option is wrong
 * @throws {Error} with the `code` of Node, such as `EADDRINUSE`, if the port is not available
 *
 * @example
 * const { url, close } = await serve({ port: 0 })
 */
export async function serve(options: ServeOptions = {}): Promise<SandboxServer> {
  const { port = DEFAULT_PORT, host = 'localhost', publicUrl, trustProxy, ...others } = options
  const { media, mediaPorts, turn = isLoopback(host), data, ...sandboxOptions } = others
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError('port: must be a whole number from 0 to 65535')
  }
  if (typeof host !== 'string' || host === '') throw new TypeError('host: must be a name or an address')
  const trust = readTrustProxy(trustProxy)
  const address = readPublicUrl(publicUrl)
  const endpoints = new Set<string>()
  const sources = new StreamSources()
  const log = sandboxOptions.log ?? consoleLog
  let url = address?.origin
  const relay = createRelay({
    routeOf: (connectionId) => sandbox.routeOf(connectionId),
    isRouter: (ip, number) => endpoints.has(`${ip} ${number}`),
    log,
  })
  const services = {
    ...createServices({ data }, { sources, ownUrl: () => url, log }),
    ...sandboxOptions.services,
  }
  const sandbox = createSandbox({
    mediaServer: createMediaServer({ media, mediaPorts, turn }, endpoints, sources),
    ...(turn && { relayFor: relay.relayFor }),
    locate,
    ...sandboxOptions,
    services,
  })
  const listener = createRequestListener(sandbox, {
    host,
    publicUrl: address,
    trustProxy: trust,
  })
  const open = await openPort(host, port, { ...listener, ...(turn && { connect: relay.connect }) })
  if (turn) await relay.open(host, open.number)
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const localUrl = `http://${name.includes(':') ? `[${name}]` : name}:${open.number}`
  url ??= localUrl
  return {
    url,
    localUrl,
    port: open.number,
    sandbox,
    async close() {
      listener.close()
      relay.close()
      await Promise.all([open.close(), services.recorder?.close()])
    },
    unref: () => open.unref(),
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
