import {
  consoleLog,
  createCommands,
  createWatchers,
  type Peer,
  type SandboxData,
  toCommandError,
  WATCHED_TOPICS,
  type WatchedTopic,
} from '@opentok-sandbox/sandbox'
import type { Answer, PlainRequest, ToTab, ToWorker } from './tab-protocol.ts'
import type { TabSandbox } from './tab-sandbox.ts'

/**
 * Opens the sandbox behind a port.
 *
 * @param lock the name of a Web Lock that this tab holds for as long as it lives
 * @throws {TypeError} if an option is wrong
 */
export async function openRemoteSandbox(
  port: MessagePort,
  lock: string,
  options: SandboxData,
): Promise<TabSandbox> {
  const answers = new Map<number, (answer: Answer) => void>()
  const peers = new Map<number, Peer>()
  const watchers = createWatchers(console.error)
  const watched = new Map<object, readonly WatchedTopic[]>()
  let count = 0
  const say = (message: ToWorker, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  const ask = async (make: (id: number) => ToWorker, transfer?: Transferable[]): Promise<Answer> => {
    const id = ++count
    const answer = new Promise<Answer>((resolve) => answers.set(id, resolve))
    say(make(id), transfer)
    return answer
  }

  port.onmessage = ({ data }: MessageEvent<ToTab>) => {
    switch (data.type) {
      case 'response':
      case 'output':
      case 'failed':
        answers.get(data.id)?.(data)
        answers.delete(data.id)
        return
      case 'changed':
        watchers.notify(data.topic)
        return
      case 'frame':
        peers.get(data.socket)?.send(data.bytes)
        return
      case 'close':
        peers.get(data.socket)?.close(data.code, data.reason)
        return
      case 'terminate':
        peers.get(data.socket)?.terminate()
        return
      case 'log':
        consoleLog(data.entry)
    }
  }
  const hello = await ask((id) => ({ type: 'hello', id, lock, options }))
  if (hello.type === 'failed') throw new TypeError(hello.problem.message)

  return {
    ...createCommands(async (name, input) => {
      const answer = await ask((id) => ({ type: 'command', id, name, input }))
      if (answer.type === 'failed') throw toCommandError(answer.problem)
      return answer.type === 'output' ? answer.output : undefined
    }),
    watch(listener, topics = WATCHED_TOPICS) {
      const key = {}
      // The worker tells only of what is watched here.
      const tell = () => say({ type: 'watch', topics: [...new Set([...watched.values()].flat())] })
      const unwatch = watchers.watch(listener, topics)
      watched.set(key, topics)
      tell()
      return () => {
        unwatch()
        if (watched.delete(key)) tell()
      }
    },
    async fetch(request) {
      const plain = await toPlain(request)
      const answer = await ask((id) => ({ type: 'fetch', id, request: plain }), [plain.body])
      if (answer.type === 'failed') throw new Error(`The sandbox's worker failed: ${answer.problem.message}`)
      if (answer.type !== 'response' || answer.response.status === 0) return Response.error()
      const { status, headers, body } = answer.response
      const isEmpty = body instanceof ArrayBuffer && body.byteLength === 0
      return new Response(isEmpty ? null : body, { status, headers })
    },
    accept(peer, { url, origin }) {
      const socket = ++count
      peers.set(socket, peer)
      say({ type: 'open', socket, url, origin })
      return {
        receive: (bytes) => say({ type: 'frame', socket, bytes }),
        closed(code) {
          peers.delete(socket)
          say({ type: 'closed', socket, code })
        },
      }
    },
  }
}

async function toPlain(request: Request): Promise<PlainRequest> {
  const { url, method, headers } = request
  return { url, method, headers: [...headers], body: await request.arrayBuffer() }
}
