import { createSandbox } from '@opentok-sandbox/sandbox'
import { messagingContract } from './contract/messaging.ts'
import { restContract } from './contract/rest.ts'
import { streamContract } from './contract/streams.ts'
import { type OpenTransport, TestSocket } from './contract/transport.ts'

/** The sandbox called as it is, by function. */
const openDirect: OpenTransport = async (options) => {
  const sandbox = createSandbox(options)
  return {
    fetch: (request) => sandbox.fetch(request),
    connect(url) {
      const socket: TestSocket = new TestSocket({
        send: (bytes) => events.receive(bytes),
        close: (code) => end(code),
      })
      const end = (code: number) => {
        socket.onClose(code)
        queueMicrotask(() => events.closed(code))
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
    close: () => sandbox.reset(),
  }
}

restContract('function calls', openDirect)
messagingContract('function calls', openDirect)
streamContract('function calls', openDirect)
