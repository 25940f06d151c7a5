import { startSandbox } from '@opentok-sandbox/mocks/node'
import { commandContract } from '../../../packages/sandbox/test/contract/commands.ts'
import { instrumentContract } from '../../../packages/sandbox/test/contract/instruments.ts'
import { liveContract } from '../../../packages/sandbox/test/contract/live.ts'
import { messagingContract } from '../../../packages/sandbox/test/contract/messaging.ts'
import { networkContract } from '../../../packages/sandbox/test/contract/network.ts'
import { platformContract } from '../../../packages/sandbox/test/contract/platform.ts'
import { restContract } from '../../../packages/sandbox/test/contract/rest.ts'
import { streamContract } from '../../../packages/sandbox/test/contract/streams.ts'
import { type OpenTransport, TestSocket } from '../../../packages/sandbox/test/contract/transport.ts'

/** The sandbox behind MSW, reached as a page does: with `fetch` and `WebSocket`. */
const openMsw: OpenTransport = async (options) => {
  const sandbox = await startSandbox(options)
  return {
    fetch: (request) => fetch(request),
    connect(url) {
      const socket = new WebSocket(url)
      socket.binaryType = 'arraybuffer'
      const open = new Promise((resolve) => socket.addEventListener('open', resolve))
      const end = new TestSocket({
        send: (bytes) => void open.then(() => socket.send(bytes)),
        // A page may close with 1000 alone; the sandbox takes any close without DISCONNECT for a drop.
        close: () => socket.close(),
      })
      socket.addEventListener('message', ({ data }) => end.onMessage(new Uint8Array(data as ArrayBuffer)))
      socket.addEventListener('close', ({ code }) => end.onClose(code))
      return end
    },
    sandbox,
    close: () => sandbox.close(),
  }
}

restContract('MSW in happy-dom', openMsw)
messagingContract('MSW in happy-dom', openMsw)
streamContract('MSW in happy-dom', openMsw)
liveContract('MSW in happy-dom', openMsw)
commandContract('MSW in happy-dom', openMsw)
instrumentContract('MSW in happy-dom', openMsw)
networkContract('MSW in happy-dom', openMsw)
platformContract('MSW in happy-dom', openMsw)
