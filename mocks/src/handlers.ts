import { MESSAGING_HOST, type Sandbox } from '@opentok-sandbox/sandbox'
import { type HttpHandler, http, type WebSocketHandler, ws } from 'msw'
import { mswPeer } from './msw-peer.ts'

/** What handlers need of a sandbox: it may live in this process or in a worker. */
export type HandledSandbox = Pick<Sandbox, 'fetch' | 'accept'>

/**
 * Every name of OpenTok's, whatever the path: no request to one leaves the machine. Left alone is the
 * static host, from which pages load the client itself.
 */
const OPENTOK_URLS = [
  /^https?:\/\/(?!static\.)[\w.-]+\.(opentok|tokbox)\.com(:\d+)?\//,
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
      client.addEventListener('message', ({ data }) => {
        // A text is no frame; empty bytes make the sandbox say so.
        events.receive(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array())
      })
      client.addEventListener('close', ({ code }) => events.closed(code))
    }),
  ]
}
