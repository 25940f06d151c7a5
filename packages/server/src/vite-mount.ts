import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { StreamSources } from '@opentok-sandbox/media/stream-sources'
import { createSandbox, type Log, MESSAGING_PATH, type SandboxOptions } from '@opentok-sandbox/sandbox'
import type { PreviewServer, ViteDevServer } from 'vite'
import { locate } from './locate.ts'
import { createMediaServer, type ServerMediaOptions } from './media-server.ts'
import { answerWithoutUpgrade, isWebSocketUpgrade } from './plain-request.ts'
import { createRelay } from './relay.ts'
import { createRequestListener } from './request-listener.ts'
import { createServices, type ServicesOptions } from './services.ts'

/** Mounts a sandbox of its own on a server of Vite's, below a path. It ends with that server. */
export function mountSandbox(
  server: ViteDevServer | PreviewServer,
  path: string,
  { media, mediaPorts, turn = true, data, ...options }: SandboxOptions & ServerMediaOptions & ServicesOptions,
): void {
  const { logger } = server.config
  const log: Log = ({ level, message }) => level === 'warn' && logger.warn(`[opentok-sandbox] ${message}`)
  const endpoints = new Set<string>()
  const sources = new StreamSources()
  const relay = createRelay({
    routeOf: (connectionId) => sandbox.routeOf(connectionId),
    isRouter: (ip, number) => endpoints.has(`${ip} ${number}`),
    log,
    // The port is Vite's.
    hasTcp: false,
  })
  const sandbox = createSandbox({
    log,
    mediaServer: createMediaServer({ media, mediaPorts, turn }, endpoints, sources),
    ...(turn && { relayFor: relay.relayFor }),
    locate,
    ...options,
    services: {
      ...createServices({ data }, { sources, ownUrl: () => ownUrl(server, path), log }),
      ...options.services,
    },
  })
  const listener = createRequestListener(sandbox, {})
  server.middlewares.use(path, (incoming, outgoing) => listener.request(incoming, outgoing))
  const http = server.httpServer ?? hostOf(server)
  if (http === null) {
    logger.warn('[opentok-sandbox] Vite runs as a middleware and has no server, so connect() will not work')
    return
  }
  const upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = incoming.url ?? ''
    if (!isWebSocketUpgrade(incoming)) {
      if (url.startsWith(`${path}/`)) answerWithoutUpgrade(http as Server, incoming, socket, head)
      return
    }
    if (url.startsWith(`${path}/`)) incoming.url = url.slice(path.length)
    // All other sockets belong to Vite and the app.
    else if (!url.startsWith(MESSAGING_PATH)) return
    listener.upgrade(incoming, socket, head)
  }
  http.on('upgrade', upgrade)
  if (turn) http.once('listening', () => void relay.open('localhost', 0))
  http.once('close', () => {
    relay.close()
    listener.close()
  })
}

/** Where the sandbox is, once Vite listens. */
function ownUrl({ resolvedUrls }: ViteDevServer | PreviewServer, path: string): string | undefined {
  const [url] = [...(resolvedUrls?.local ?? []), ...(resolvedUrls?.network ?? [])]
  return url && new URL(path, url).href
}

/** Where Vite is a middleware, as in Storybook: the server that it is a part of, if it has been told. */
function hostOf({ config }: ViteDevServer | PreviewServer): Server | null {
  const { hmr } = config.server
  return (typeof hmr === 'object' && (hmr.server as Server | undefined)) || null
}
