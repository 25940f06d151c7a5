// Whatever happens to a client's sockets within its grace period: nothing is lost, and nothing doubled.

import { encodeSessionId, generateToken } from '@opentok-sandbox/core'
import { expect, it } from 'vitest'
import { fc } from '../../../core/test/property.ts'
import { DEVELOPMENT_PROJECT } from '../../src/auth/project.ts'
import { decodeFrame, encodeFrame, type Frame, type FrameType } from '../../src/messaging/frame.ts'
import type { PeerEvents } from '../../src/messaging/peer.ts'
import { createSandbox } from '../../src/sandbox.ts'
import { createTestClock } from '../test-clock.ts'

const { apiKey, apiSecret } = DEVELOPMENT_PROJECT
const sessionId = encodeSessionId({ apiKey, location: '', createdAt: 0, random: 'x', mediaMode: 'routed' })
const uri = `/v2/partner/${apiKey}/session/${sessionId}`

/** A client that does as the browser's does: it acknowledges, and sends again what was not answered. */
class Survivor {
  readonly heard: string[] = []
  readonly #id: string
  readonly #accept: (url: string, receive: (bytes: Uint8Array) => void) => PeerEvents
  readonly #unanswered = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly #seen = new Set<string>()
  #socket: PeerEvents | undefined
  /** Frames that a dying socket swallows, either way. */
  swallows = false

  constructor(id: string, accept: (url: string, receive: (bytes: Uint8Array) => void) => PeerEvents) {
    this.#id = id
    this.#accept = accept
    this.open(false)
  }

  get waits(): boolean {
    return this.#unanswered.size > 0
  }

  get isOpen(): boolean {
    return this.#socket !== undefined
  }

  open(again: boolean): void {
    this.swallows = false
    this.#socket = this.#accept(`wss://x/?socketId=${this.#id}${again ? '&reconnect=true' : ''}`, (bytes) => {
      if (!this.swallows) this.#receive(decodeFrame(bytes))
    })
    for (const bytes of this.#unanswered.values()) this.#socket.receive(bytes)
  }

  drop(): void {
    this.#socket?.closed(1006)
    this.#socket = undefined
  }

  frame(type: FrameType, headers: Record<string, string>, body = ''): void {
    const bytes = encodeFrame({ type, addresses: [], headers: new Map(Object.entries(headers)), body })
    if (type === 'MESSAGE') this.#unanswered.set(headers['TRANSACTION-ID'] ?? '', bytes)
    if (!this.swallows) this.#socket?.receive(bytes)
  }

  message(transaction: string, method: string, path: string, content: object, token = ''): void {
    const headers = { 'TRANSACTION-ID': transaction, 'X-TB-TOKEN-AUTH': token }
    this.frame('MESSAGE', headers, JSON.stringify({ method, uri: uri + path, content }))
  }

  #receive({ type, headers, body }: Frame): void {
    const transaction = headers.get('TRANSACTION-ID') ?? ''
    if (type === 'STATUS') this.#unanswered.delete(transaction)
    if (type !== 'MESSAGE') return
    this.frame('STATUS', { 'TRANSACTION-ID': transaction })
    // At least once is what the wire promises; the client makes it exactly once.
    if (this.#seen.has(transaction)) return
    this.#seen.add(transaction)
    const { method, content } = JSON.parse(body) as { method: string; content: { data?: string } }
    if (method === 'signal') this.heard.push(content.data ?? '')
  }
}

const step = fc.record({
  who: fc.constantFrom('ada', 'bob'),
  what: fc.constantFrom('say', 'say', 'say', 'drop', 'reopen', 'replace', 'swallow', 'time'),
})

it('loses and doubles nothing in either direction, however often sockets drop, swallow and are replaced', async () => {
  let outages = 0
  const holds = fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
    const clock = createTestClock()
    const sandbox = createSandbox({ clock, seed: 1, log: () => {} })
    const accept = (url: string, receive: (bytes: Uint8Array) => void) =>
      sandbox.accept({ send: receive, close() {}, terminate() {}, bufferedAmount: 0 }, { url })
    const clients = { ada: new Survivor('ada', accept), bob: new Survivor('bob', accept) }
    for (const [id, client] of Object.entries(clients)) {
      client.frame('CONNECT', { uniqueId: id })
      const signer = { apiKey, apiSecret, clock }
      client.message(`${id}-0`, 'create', `/connection/${id}`, {}, await generateToken(sessionId, {}, signer))
      while (client.waits) await new Promise(setImmediate)
    }
    const said: string[] = []
    for (const { who, what } of steps) {
      const client = clients[who]
      if (what === 'say') {
        said.push(`${who} ${said.length}`)
        client.message(`${who}-${said.length}`, 'signal', `/signal/${said.length}`, { data: said.at(-1) })
      }
      if (what === 'drop') client.drop()
      if (what === 'reopen' && !client.isOpen) client.open(true)
      if (what === 'replace') client.open(true)
      if (what === 'swallow') client.swallows = true
      if (what === 'time') clock.advance(1000)
      if (what !== 'say') outages++
      // A minute of outage would be the end of it, and rightly.
      if (what === 'time') for (const one of Object.values(clients)) if (!one.isOpen) one.open(true)
    }
    for (const client of Object.values(clients)) client.open(true)
    for (const client of Object.values(clients)) {
      expect([...client.heard].sort()).toEqual([...said].sort())
      expect(client.waits).toBe(false)
    }
  })
  await fc.assert(holds, { seed: 1, numRuns: 300 })
  expect(outages).toBeGreaterThan(1000)
}, 120_000)
