import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { styleText } from 'node:util'
import { createSandbox, type Log, MESSAGING_PATH, type SandboxOptions } from '@opentok-sandbox/sandbox'
import type { Plugin, ViteDevServer } from 'vite'
import { locate } from './locate.ts'
import { createMediaServer, type ServerMediaOptions } from './media-server.ts'
import { answerWithoutUpgrade, isWebSocketUpgrade } from './plain-request.ts'
import { writeRedirectScript } from './redirect-script.ts'
import { createRelay } from './relay.ts'
import { createRequestListener } from './request-listener.ts'

/** Options of {@link opentokSandbox}; those of the sandbox itself are among them. */
export interface OpentokSandboxOptions extends SandboxOptions, ServerMediaOptions {
  /** Where on the dev server the sandbox is. @default '/opentok-sandbox' */
  path?: string | undefined
}

/**
 * A Vite plugin that adds a sandbox to the app's own dev server: OpenTok's client in its pages uses it, in every browser,
 * without a second process. The plugin does not change the build.
 *
 * Under the path are the API for server SDKs, `/session` and `/room/:name` with what a page connects with, and
 * the sandbox's own page.
 *
 * @throws {TypeError} if an option is wrong
 *
 * @example
 * export default defineConfig({ plugins: [opentokSandbox()] })
 */
export function opentokSandbox({
  path = '/opentok-sandbox',
  media,
  mediaPorts,
  turn = true,
  ...options
}: OpentokSandboxOptions = {}): Plugin {
  if (!/^(\/[\w-]+)+$/.test(path)) {
    throw new TypeError("path: must begin with a slash and end without one, such as '/opentok-sandbox'")
  }
  const endpoints = new Set<string>()
  const mediaServer = createMediaServer({ media, mediaPorts, turn }, endpoints)
  const mount = (server: ViteDevServer) => {
    const { logger } = server.config
    const log: Log = ({ level, message }) => level === 'warn' && logger.warn(`[opentok-sandbox] ${message}`)
    const relay = createRelay({
      routeOf: (connectionId) => sandbox.routeOf(connectionId),
      isRouter: (ip, number) => endpoints.has(`${ip} ${number}`),
      log,
      // The port is Vite's.
      hasTcp: false,
    })
    const sandbox = createSandbox({
      log,
      mediaServer,
      ...(turn && { relayFor: relay.relayFor }),
      locate,
      ...options,
    })
    const listener = createRequestListener(sandbox, {})
    server.middlewares.use(path, (incoming, outgoing) => listener.request(incoming, outgoing))
    announce(server, path)
    const http = server.httpServer
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
  return {
    name: 'opentok-sandbox',
    configureServer: mount,
    transformIndexHtml: {
      order: 'pre',
      // A build is for production, where OpenTok itself answers.
      handler: (_html, { server }) =>
        server && [
          {
            tag: 'script',
            injectTo: 'head-prepend',
            children: writeRedirectScript(`location.origin + ${JSON.stringify(path)}`),
          },
        ],
    },
  }
}

/** Prints where the sandbox is among Vite's own addresses. */
function announce(server: ViteDevServer, path: string): void {
  const { printUrls } = server
  server.printUrls = () => {
    printUrls()
    for (const url of server.resolvedUrls?.local ?? []) {
      const address = styleText('cyan', `${new URL(path, url).href}/`)
      server.config.logger.info(`  ${styleText('green', '➜')}  ${styleText('bold', 'OpenTok')}: ${address}`)
    }
  }
}
