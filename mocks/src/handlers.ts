import { type LocalSandbox, OPENTOK_HOSTS } from '@opentok-sandbox/sandbox'
import { type HttpHandler, http, type WebSocketHandler, ws } from 'msw'
import { mswPeer, toBytes } from './msw-peer.ts'

/** What handlers need of a sandbox: it may live in this process or in a worker. */
export type HandledSandbox = Pick<LocalSandbox, 'fetch' | 'accept'>

/** Any path on any of OpenTok's hosts: no request to them leaves the machine. */
const urls = (protocol: string) => new RegExp(`^${protocol}://(?:${OPENTOK_HOSTS.source})(?::\\d+)?(?:/|$)`)

/**
 * MSW handlers that make a sandbox answer instead of OpenTok: its REST API and its messaging socket.
 *
 * @example
 * const server = setupServer(...createHandlers(createSandbox()), ...yourHandlers)
 */
export function createHandlers(sandbox: HandledSandbox): (HttpHandler | WebSocketHandler)[] {
  const messaging = ws.link(urls('wss?'))
  return [
    http.all(urls('https?'), ({ request }) => sandbox.fetch(request)),
    messaging.addEventListener('connection', ({ client }) => {
      const events = sandbox.accept(mswPeer(client), {
        url: client.url.href,
        origin: globalThis.location?.origin,
      })
      client.addEventListener('message', ({ data }) => events.receive(toBytes(data)))
      client.addEventListener('close', ({ code }) => events.closed(code))
    }),
  ]
}
