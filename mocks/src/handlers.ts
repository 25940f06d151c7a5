import { MESSAGING_HOST, type Sandbox } from '@opentok-sandbox/sandbox'
import { type HttpHandler, http, type WebSocketHandler, ws } from 'msw'
import { mswPeer, toBytes } from './msw-peer.ts'

/** What handlers need of a sandbox: it may live in this process or in a worker. */
export type HandledSandbox = Pick<Sandbox, 'fetch' | 'accept'>

/** Where a page's client logs, as far as it can be told to; the name cannot exist (RFC 6761 §6.4). */
export const LOGGING_HOST = 'logging.opentok-sandbox.invalid'

/**
 * Every name of OpenTok's, whatever the path: no request to one leaves the machine. Left alone is the
 * static host, from which pages load the client itself.
 */
const OPENTOK_URLS = [
  /^https?:\/\/(?!static\.)[\w.-]+\.(opentok|tokbox)\.com(:\d+)?\//,
  /^https:\/\/[\w.-]+\.opentok-sandbox\.invalid\//,
  /^https?:\/\/video\.api\.vonage\.com(:\d+)?\//,
]

/**
 * MSW handlers that let a sandbox answer for OpenTok: its REST API and its messaging socket.
 *
 * @example
 * const server = setupServer(...createHandlers(createSandbox()), ...yourHandlers)
 */
export function createHandlers(sandbox: HandledSandbox): (HttpHandler | WebSocketHandler)[] {
  const messaging = ws.link(`wss://${MESSAGING_HOST}/*`)
  return [
    ...OPENTOK_URLS.map((url) => http.all(url, ({ request }) => sandbox.fetch(request))),
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
