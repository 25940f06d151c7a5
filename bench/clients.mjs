// Clients of the wire, as many as wanted, over message ports: the transport that the tabs of a browser use.

import { OpenTok } from '@opentok-sandbox/core'
import { createSandbox, DEVELOPMENT_PROJECT, decodeFrame, encodeFrame } from '@opentok-sandbox/sandbox'

/** A session in a sandbox of its own, and a way to let clients join it. */
export async function openSession() {
  const sandbox = createSandbox({ log: () => {} })
  const fetch = (...input) => sandbox.fetch(new Request(...input))
  const session = await new OpenTok({ ...DEVELOPMENT_PROJECT, fetch }).createSession({ mediaMode: 'routed' })
  const token = await session.generateToken()
  const uri = `/v2/partner/${session.apiKey}/session/${session.sessionId}`
  let count = 0

  /** @returns a client that counts what it hears, and can wait for it */
  async function join({ acknowledge = true } = {}) {
    const id = `client-${++count}`
    const { port1, port2 } = new MessageChannel()
    const peer = { send: (bytes) => port2.postMessage(bytes), close() {}, terminate() {}, bufferedAmount: 0 }
    const events = sandbox.accept(peer, { url: `wss://x/?socketId=${id}` })
    port2.onmessage = ({ data }) => events.receive(data)
    const counter = createCounter()
    port1.onmessage = ({ data }) => {
      const { type, headers } = decodeFrame(data)
      if (type !== 'MESSAGE') return
      if (acknowledge) send('STATUS', { 'TRANSACTION-ID': headers.get('TRANSACTION-ID') })
      counter.add()
    }
    function send(type, headers, body = '') {
      port1.postMessage(encodeFrame({ type, addresses: [], headers: new Map(Object.entries(headers)), body }))
    }
    let transactions = 0
    const message = (method, path, content, headers = {}) =>
      send(
        'MESSAGE',
        { 'TRANSACTION-ID': `${++transactions}`, ...headers },
        JSON.stringify({ method, uri: uri + path, content }),
      )
    send('CONNECT', { uniqueId: id })
    message('create', `/connection/${id}`, {}, { 'X-TB-TOKEN-AUTH': token })
    await counter.reach(1)
    return {
      heard: counter,
      signal: (data) => message('signal', '/signal/s', { type: 'bench', data }),
      close() {
        port1.close()
        port2.close()
      },
    }
  }
  return { join, reset: () => sandbox.reset() }
}

/** Counts, and tells when a number is reached. */
export function createCounter() {
  let count = 0
  let wanted
  return {
    get count() {
      return count
    },
    add() {
      count++
      if (wanted && count >= wanted.number) {
        wanted.resolve()
        wanted = undefined
      }
    },
    reach(number) {
      return count >= number
        ? Promise.resolve()
        : new Promise((resolve) => {
            wanted = { number, resolve }
          })
    },
  }
}
