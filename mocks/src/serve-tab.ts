import type { Peer, PeerEvents, Sandbox, SandboxData } from '@opentok-sandbox/sandbox'
import type { PlainRequest, ToTab, ToWorker } from './tab-protocol.ts'

/** The WebSocket close code of a page that is no more. */
const GOING_AWAY = 1001

/**
 * Serves a sandbox to one tab over its port.
 *
 * @param join gives the sandbox, when the tab has said what it should be like, and which lock it holds
 * @returns a function that says that the tab is no more
 */
export function serveTab(
  port: MessagePort,
  join: (options: SandboxData, lock: string) => Sandbox,
): () => void {
  const sockets = new Map<number, PeerEvents>()
  const say = (message: ToTab, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  let sandbox: Sandbox | undefined

  /** Does something that the tab waits for, and tells it how that went. */
  async function settle(id: number, work: () => unknown): Promise<void> {
    try {
      await work()
      say({ type: 'done', id })
    } catch (error) {
      say({ type: 'done', id, error: error instanceof Error ? error.message : String(error) })
    }
  }

  async function answer(id: number, request: PlainRequest): Promise<void> {
    try {
      const response = await sandbox?.fetch(toRequest(request))
      if (response === undefined) throw new Error('it has not been told what to be like')
      const body = await response.arrayBuffer()
      say(
        { type: 'answer', id, response: { status: response.status, headers: [...response.headers], body } },
        [body],
      )
    } catch (error) {
      say({ type: 'done', id, error: String(error) })
    }
  }

  port.onmessage = ({ data: message }: MessageEvent<ToWorker>) => {
    switch (message.type) {
      case 'hello':
        void settle(message.id, () => {
          sandbox = join(message.options, message.lock)
        })
        return
      case 'fetch':
        void answer(message.id, message.request)
        return
      case 'reset':
        void settle(message.id, () => sandbox?.reset())
        return
      case 'fail':
        void settle(message.id, () => sandbox?.fail(message.failure))
        return
      case 'drop':
        void settle(message.id, () => sandbox?.drop(message.connectionId))
        return
      case 'open': {
        const { socket, url, origin } = message
        const events = sandbox?.accept(portPeer(socket, say), { url, origin })
        if (events) sockets.set(socket, events)
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

  return () => {
    for (const socket of sockets.values()) socket.closed(GOING_AWAY)
    sockets.clear()
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
