import { createSandbox } from '@opentok-sandbox/sandbox'
import { messagingContract } from '../../../packages/sandbox/test/contract/messaging.ts'
import { restContract } from '../../../packages/sandbox/test/contract/rest.ts'
import { type OpenTransport, TestSocket } from '../../../packages/sandbox/test/contract/transport.ts'
import { connectSandbox } from '../../src/remote-sandbox.ts'
import { serveTab } from '../../src/serve-tab.ts'
import type { ToWorker } from '../../src/tab-protocol.ts'

/** The sandbox behind a worker's port, as the tabs of a browser reach it. */
const openPort: OpenTransport = async (options) => {
  const { port1, port2 } = new MessageChannel()
  const tab = serveTab(port2, createSandbox(options))
  port2.onmessage = ({ data }: MessageEvent<ToWorker>) => tab.receive(data)
  const sandbox = connectSandbox(port1, 'a lock', {})
  return {
    fetch: (request) => sandbox.fetch(request),
    connect(url) {
      const socket: TestSocket = new TestSocket({
        send: (bytes) => events.receive(bytes),
        close: (code) => end(code),
      })
      const end = (code: number) => {
        socket.onClose(code)
        events.closed(code)
      }
      const events = sandbox.accept(
        {
          send: (bytes) => socket.onMessage(bytes),
          close: end,
          terminate: () => end(1006),
          bufferedAmount: 0,
        },
        { url },
      )
      return socket
    },
    fail: (failure) => sandbox.fail(failure),
    async close() {
      await sandbox.reset()
      port1.close()
    },
  }
}

restContract('a worker’s port', openPort)
messagingContract('a worker’s port', openPort)
