// What a client can make the sandbox keep.

import { encodeSessionId } from '@opentok-sandbox/core'
import { expect, it } from 'vitest'
import { DEVELOPMENT_PROJECT } from '../../src/auth/project.ts'
import { CandidateGate } from '../../src/media/candidate-gate.ts'
import { decodeFrame, encodeFrame } from '../../src/messaging/frame.ts'
import { createSandbox } from '../../src/sandbox.ts'
import { grownBy } from '../grown-by.ts'

const { apiKey } = DEVELOPMENT_PROJECT
const sessionId = encodeSessionId({ apiKey, location: '', createdAt: 0, random: 'x', mediaMode: 'routed' })

function open() {
  const statuses: string[] = []
  const sandbox = createSandbox({ log: () => {} })
  const peer = {
    send: (bytes: Uint8Array) => void statuses.push(decodeFrame(bytes).headers.get('STATUS') ?? ''),
    close() {},
    terminate() {},
    bufferedAmount: 0,
  }
  const events = sandbox.accept(peer, { url: 'wss://x/?socketId=s' })
  const send = (transaction: string, path: string, content: object = {}) => {
    const body = JSON.stringify({
      method: 'signal',
      uri: `/v2/partner/${apiKey}/session/${sessionId}${path}`,
      content,
    })
    const headers = new Map([['TRANSACTION-ID', transaction]])
    events.receive(encodeFrame({ type: 'MESSAGE', addresses: [], headers, body }))
  }
  return { sandbox, statuses, send }
}

it('keeps little for a socket that has not shown a token', () => {
  const { sandbox, statuses, send } = open()
  const grown = grownBy(() => {
    for (let i = 0; i < 1000; i++) send(`${i}`.padEnd(60_000, 'x'), '/signal/s')
    for (let i = 0; i < 1000; i++) send(`short-${i}`, '/signal/s', { data: 'x'.repeat(60_000) })
  })
  // The journal keeps the latest 8 MB of what has happened.
  expect(grown).toBeLessThan(18)
  // Messages with such a transaction ID are ignored, and the others answered.
  expect(statuses).toEqual(Array(1000).fill('403'))
  sandbox.close()
})

it('refuses IDs of more than 255 characters', () => {
  const { sandbox, statuses, send } = open()
  send('t1', `/signal/${'x'.repeat(256)}`)
  expect(statuses).toEqual(['400'])
  sandbox.close()
})

it('remembers the latest ICE fragments of a subscription, and not all that a client sends', () => {
  const gate = new CandidateGate()
  const grown = grownBy(() => {
    for (let offer = 0; offer < 400; offer++) {
      const lines = Array.from({ length: 4000 }, (_, i) => `a=ice-ufrag:${offer}-fragment-${i}`)
      gate.describe({ sdp: lines.join('\n') })
    }
    for (let i = 0; i < 10_000; i++)
      gate.admit({ candidate: `candidate:1 ufrag none${i} ${'x'.repeat(1000)}` })
  })
  expect(grown).toBeLessThan(4)
  gate.describe({ sdp: { toString: 1 } })
  expect(gate.admit({ candidate: { toString: 1 } })).toBe(true)
  gate.describe({ sdp: 'v=0\r\na=ice-ufrag:new\r\n' })
  expect(gate.admit({ candidate: 'candidate:1 1 udp 1 127.0.0.1 1 typ host ufrag new' })).toBe(true)
})
