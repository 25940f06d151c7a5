import { decodeSessionId } from '@opentok-sandbox/core'
import type { JournalEntry, RequestEntry } from '@opentok-sandbox/sandbox'
import type { WireExchange } from '../../exchange-recorder.ts'
import { useStudio } from '../../model/studio.ts'
import { CodeBlock } from '../parts/code-block.tsx'

/** How the session came about, as it went over the wire, and what its ID holds. */
export function WirePanel() {
  const { session, journal } = useStudio()
  const { shown } = session
  journal.version.value
  const { sessionId, exchange } = shown.value ?? {}
  const seen = exchange ?? (sessionId && findExchange(journal.all, sessionId))
  return (
    <section class="wire" aria-labelledby="wire-title">
      <h2 id="wire-title">On the wire</h2>
      {sessionId === undefined && (
        <p class="empty">Generate a session to see the request, its answer, and what the ID holds.</p>
      )}
      {sessionId && (
        <div class="wire-parts">
          {seen && (
            <div>
              <h3>Request</h3>
              <CodeBlock code={seen.request} label="request" />
            </div>
          )}
          {seen && (
            <div>
              <h3>Answer</h3>
              <CodeBlock code={seen.answer} label="answer" />
            </div>
          )}
          <div>
            <h3>Decoded</h3>
            <dl class="facts">
              {describeId(sessionId).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            {!seen && shown.value?.room && (
              <p class="help">
                The session of a room is known by the room’s name, and no request creates it.
              </p>
            )}
            {!seen && !shown.value?.room && (
              <p class="help">
                The request that created it is not in the journal: it was sent to another sandbox, or before
                the journal was cleared. A session ID needs no record to be valid.
              </p>
            )}
          </div>
        </div>
      )}
    </section>
  )
}

/** The request that created a session, as the journal has it. */
function findExchange(entries: readonly JournalEntry[], sessionId: string): WireExchange | undefined {
  const request = entries.find(
    (entry): entry is RequestEntry =>
      entry.kind === 'request' && entry.session === sessionId && entry.url.includes('/session/create'),
  )
  if (request?.answer === undefined) return undefined
  const { method, url, headers, body = '', answer } = request
  const write = (named: Record<string, string>) =>
    Object.entries(named).map(([name, value]) => `${name}: ${value}`)
  return {
    request: [`${method} ${url}`, ...write(headers), '', body].join('\n'),
    answer: [
      `HTTP ${answer.status}`,
      ...write(answer.headers),
      '',
      (answer.body ?? '').replaceAll('><', '>\n<'),
    ].join('\n'),
  }
}

function describeId(sessionId: string): [string, string][] {
  const { apiKey, location, createdAt, random, mediaMode } = decodeSessionId(sessionId)
  return [
    ['API key', apiKey],
    ['Location', location || 'none'],
    ['Created', !createdAt ? 'not in the ID' : new Date(createdAt).toISOString()],
    ['Random', random],
    ['Media mode', mediaMode === 'relayed' ? 'relayed (peer-to-peer)' : 'routed'],
  ]
}
