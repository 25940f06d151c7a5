import { decodeSessionId } from '@opentok-sandbox/core'
import { create, element } from './element.ts'
import type { WireExchange } from './recorder.ts'

/** Shows how a session ID came about, as far as this page has seen it, and what it holds. */
export function showWire(sessionId: string, exchange: WireExchange | undefined): void {
  element('wire-empty', HTMLElement).hidden = true
  element('wire', HTMLElement).hidden = false
  element('wire-request-part', HTMLElement).hidden = exchange === undefined
  element('wire-answer-part', HTMLElement).hidden = exchange === undefined
  element('wire-request', HTMLElement).textContent = exchange?.request ?? ''
  element('wire-answer', HTMLElement).textContent = exchange?.answer ?? ''
  const rows = describeId(sessionId).flatMap(([name, value]) => [
    create('dt', '', name),
    create('dd', '', value),
  ])
  element('wire-decoded', HTMLElement).replaceChildren(...rows)
}

function describeId(sessionId: string): [string, string][] {
  const { apiKey, location, createdAt, random, mediaMode } = decodeSessionId(sessionId)
  return [
    ['API key', apiKey],
    ['Location', location || 'none'],
    ['Created', createdAt === undefined ? 'unknown' : new Date(createdAt).toISOString()],
    ['Random', random],
    ['Media mode', mediaMode === 'relayed' ? 'relayed (peer-to-peer)' : 'routed'],
  ]
}
