import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Whether an upgrade is one to a WebSocket. */
export function isWebSocketUpgrade({ headers }: IncomingMessage): boolean {
  return /^websocket$/i.test(headers.upgrade ?? '')
}

/** Headers by which a client offers another protocol. */
const OFFERS = new Set(['upgrade', 'connection', 'http2-settings'])

/**
 * A client that offers another protocol than WebSocket, as curl and Java offer HTTP/2, is answered in the protocol of its
 * request. Node would only hand over its socket.
 */
export function answerWithoutUpgrade(
  server: Server,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { method, url, rawHeaders } = incoming
  const lines = [`${method} ${url} HTTP/1.1`, 'Connection: close']
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (!OFFERS.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[i + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}
