import {
  type CommandProblem,
  describeProblem,
  FAULT_HEADER,
  type LocalSandbox,
  type Peer,
  type PeerEvents,
  type SandboxData,
} from '@opentok-sandbox/sandbox'
import type { PlainRequest, PlainResponse, ToTab, ToWorker } from './tab-protocol.ts'

/** The WebSocket close code of a page that is gone. */
const GOING_AWAY = 1001

/** What a worker serves to its tabs. */
export type ServedSandbox = Pick<LocalSandbox, 'fetch' | 'accept' | 'command' | 'watch'>

/**
 * Serves a sandbox to one tab over its port.
 *
 * @param join gives the sandbox, when the tab has told its options and the lock that it holds
 * @returns a function that says that the tab is gone
 */
export function serveTab(
  port: MessagePort,
  join: (options: SandboxData, lock: string) => ServedSandbox,
): () => void {
  const sockets = new Map<number, PeerEvents>()
  const say = (message: ToTab, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  let sandbox: ServedSandbox | undefined
  let unwatch = () => {}

  /** Answers a call of the tab, whatever becomes of it. */
  async function answer(id: number, work: () => ToTab | Promise<ToTab>): Promise<void> {
    try {
      const message = await work()
      say(message, message.type === 'response' ? [message.response.body] : [])
    } catch (error) {
      say({ type: 'failed', id, problem: problemOf(error) })
    }
  }

  function requireSandbox(): ServedSandbox {
    if (sandbox) return sandbox
    throw new Error('The tab must say hello first')
  }

  port.onmessage = ({ data: message }: MessageEvent<ToWorker>) => {
    switch (message.type) {
      case 'hello': {
        const { id, options, lock } = message
        void answer(id, () => {
          sandbox = join(options, lock)
          return { type: 'output', id, output: undefined }
        })
        return
      }
      case 'fetch': {
        const { id, request } = message
        void answer(id, async () => {
          const response = await toPlain(await requireSandbox().fetch(toRequest(request)))
          return { type: 'response', id, response }
        })
        return
      }
      case 'command': {
        const { id, name, input } = message
        void answer(id, async () => ({
          type: 'output',
          id,
          output: await requireSandbox().command(name, input),
        }))
        return
      }
      case 'watch': {
        unwatch()
        unwatch = requireSandbox().watch((topic) => say({ type: 'changed', topic }), message.topics)
        return
      }
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
    unwatch()
    for (const socket of sockets.values()) socket.closed(GOING_AWAY)
    sockets.clear()
  }
}

function problemOf(error: unknown): CommandProblem {
  try {
    return describeProblem(error)
  } catch {
    return { status: 500, message: error instanceof Error ? error.message : String(error) }
  }
}

function portPeer(socket: number, say: (message: ToTab) => void): Peer {
  return {
    send: (bytes) => say({ type: 'frame', socket, bytes }),
    close: (code, reason) => say({ type: 'close', socket, code, reason }),
    terminate: () => say({ type: 'terminate', socket }),
    // A port does not tell how much it buffers.
    bufferedAmount: 0,
  }
}

async function toPlain(response: Response): Promise<PlainResponse> {
  const { status, body } = response
  const headers = [...response.headers] as [string, string][]
  // What a fault has spoilt may never end.
  const isSpoilt = response.headers.has(FAULT_HEADER) && body !== null
  return { status, headers, body: isSpoilt ? body : await response.arrayBuffer() }
}

function toRequest({ url, method, headers, body }: PlainRequest): Request {
  return new Request(url, { method, headers, ...(body.byteLength > 0 && { body }) })
}
