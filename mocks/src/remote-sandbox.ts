import { consoleLog, type Peer, type Sandbox, type SandboxData } from '@opentok-sandbox/sandbox'
import type { PlainRequest, ToTab, ToWorker } from './tab-protocol.ts'

/**
 * The sandbox behind a port, as if it were here, once it is there.
 *
 * @param lock the name of a Web Lock that this tab holds for as long as it lives
 * @throws {TypeError} if an option is wrong
 */
export async function connectSandbox(
  port: MessagePort,
  lock: string,
  options: SandboxData,
): Promise<Sandbox> {
  const answers = new Map<number, (message: Extract<ToTab, { id: number }>) => void>()
  const peers = new Map<number, Peer>()
  let count = 0
  const say = (message: ToWorker, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  const ask = (id: number, message: ToWorker, transfer?: Transferable[]) => {
    const answer = new Promise<Extract<ToTab, { id: number }>>((resolve) => answers.set(id, resolve))
    say(message, transfer)
    return answer
  }

  port.onmessage = ({ data }: MessageEvent<ToTab>) => {
    switch (data.type) {
      case 'answer':
      case 'done':
        answers.get(data.id)?.(data)
        answers.delete(data.id)
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
  const request = async (message: (id: number) => ToWorker) => {
    const id = ++count
    const done = await ask(id, message(id))
    if (done.type === 'done' && done.error !== undefined) throw new TypeError(done.error)
  }
  await request((id) => ({ type: 'hello', id, lock, options }))

  return {
    async fetch(request) {
      const id = ++count
      const plain = await toPlain(request)
      const answer = await ask(id, { type: 'fetch', id, request: plain }, [plain.body])
      if (answer.type === 'done') throw new Error(`The sandbox's worker failed: ${answer.error}`)
      const { status, headers, body } = answer.response
      if (status === 0) return Response.error()
      return new Response(body.byteLength > 0 ? body : null, { status, headers })
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
    fail: (failure) => request((id) => ({ type: 'fail', id, failure })),
    drop: (connectionId) => request((id) => ({ type: 'drop', id, connectionId })),
    reset: () => request((id) => ({ type: 'reset', id })),
  }
}

async function toPlain(request: Request): Promise<PlainRequest> {
  const { url, method, headers } = request
  return { url, method, headers: [...headers], body: await request.arrayBuffer() }
}
