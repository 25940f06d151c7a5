// The contract over real HTTP and real WebSockets.

import { WebSocket } from 'ws'
import { commandContract } from '../../sandbox/test/contract/commands.ts'
import { instrumentContract } from '../../sandbox/test/contract/instruments.ts'
import { liveContract } from '../../sandbox/test/contract/live.ts'
import { messagingContract } from '../../sandbox/test/contract/messaging.ts'
import { networkContract } from '../../sandbox/test/contract/network.ts'
import { platformContract } from '../../sandbox/test/contract/platform.ts'
import { restContract } from '../../sandbox/test/contract/rest.ts'
import { streamContract } from '../../sandbox/test/contract/streams.ts'
import { type OpenTransport, TestSocket } from '../../sandbox/test/contract/transport.ts'
import { connectSandbox, serve } from '../src/index.ts'

/** Every host of OpenTok as a path below the server's address, as a client with a proxy URL asks for it. */
const openServer: OpenTransport = async (options) => {
  const { url, close } = await serve({ ...options, port: 0 })
  const below = (target: string) => `${url}/${target.replace(/^\w+:\/\//, '')}`
  return {
    fetch: (request) => fetch(new Request(below(request.url), request)),
    connect(target) {
      const client = new WebSocket(below(target).replace('http', 'ws'))
      const waiting: Uint8Array[] = []
      const socket = new TestSocket({
        send: (bytes) => (client.readyState === client.OPEN ? client.send(bytes) : waiting.push(bytes)),
        close: (code) => (code === 1006 ? client.terminate() : client.close(code)),
      })
      client.on('open', () => {
        for (const bytes of waiting) client.send(bytes)
      })
      client.on('message', (data: Buffer) => socket.onMessage(data))
      client.on('close', (code) => socket.onClose(code))
      client.on('error', () => {})
      return socket
    },
    sandbox: connectSandbox(url),
    close,
  }
}

restContract('a real port', openServer)
messagingContract('a real port', openServer)
streamContract('a real port', openServer)
liveContract('a real port', openServer)
commandContract('a real port', openServer)
instrumentContract('a real port', openServer)
networkContract('a real port', openServer)
platformContract('a real port', openServer)
