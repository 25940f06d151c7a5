import type { Peer, PeerEvents, Sandbox } from '@opentok-sandbox/sandbox'
import type { PlainRequest, ToTab, ToWorker } from './tab-protocol.ts'

/** The WebSocket close code of a page that is no more. */
const GOING_AWAY = 1001

/** Serves a sandbox to one tab over its port; the function returned says that the tab is no more. */
export function serveTab(
  port: MessagePort,
  sandbox: Sandbox,
): { receive(message: ToWorker): void; gone(): void } {
  const sockets = new Map<number, PeerEvents>()
  const say = (message: ToTab, transfer: Transferable[] = []) => port.postMessage(message, transfer)

  function receive(message: ToWorker): void {
    switch (message.type) {
      case 'fetch':
        void answer(message.id, message.request)
        return
      case 'reset':
        void sandbox.reset().then(() => say({ type: 'done', id: message.id }))
        return
      case 'fail':
        void sandbox.fail(message.failure).then(
          () => say({ type: 'done', id: message.id }),
          (error: Error) => say({ type: 'done', id: message.id, error: error.message }),
        )
        return
      case 'open': {
        const { socket, url, origin } = message
        sockets.set(socket, sandbox.accept(portPeer(socket, say), { url, origin }))
        return
      }
      case 'frame':
        sockets.get(message.socket)?.receive(message.bytes)
        return
      case 'closed':
        sockets.get(message.socket)?.closed(message.code)
        sockets.delete(message.socket)
    }
  }

  async function answer(id: number, request: PlainRequest): Promise<void> {
    const response = await sandbox.fetch(toRequest(request))
    const body = await response.arrayBuffer()
    say({ type: 'answer', id, response: { status: response.status, headers: [...response.headers], body } }, [
      body,
    ])
  }

  return {
    receive,
    gone() {
      for (const socket of sockets.values()) socket.closed(GOING_AWAY)
      sockets.clear()
    },
  }
}

function portPeer(socket: number, say: (message: ToTab) => void): Peer {
  return {
    send: (bytes) => say({ type: 'frame', socket, bytes }),
    close: (code, reason) => say({ type: 'close', socket, code, reason }),
    terminate: () => say({ type: 'terminate', socket }),
    // A port says nothing of what it holds.
    bufferedAmount: 0,
  }
}

function toRequest({ url, method, headers, body }: PlainRequest): Request {
  return new Request(url, { method, headers, ...(body.byteLength > 0 && { body }) })
}
