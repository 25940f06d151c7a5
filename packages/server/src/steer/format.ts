import type {
  JournalEntry,
  ListedFault,
  ParticipantSnapshot,
  SessionSnapshot,
} from '@opentok-sandbox/sandbox'

/** An entry of the journal as a line: time, number, kind, and what happened. */
export function formatEntry({ time, seq, kind, text }: JournalEntry): string {
  return `${time.slice(11, 23)} ${String(seq).padStart(5)} ${kind.padEnd(7)} ${escapeControl(text)}`
}

export function formatFault({ id, on, name, hits, times, armed }: ListedFault): string {
  return `${id}  ${name ?? on}  fired ${hits} of ${times}${armed ? '' : ', and fires no more'}`
}

export function formatParticipant({ connectionId, name, streamId }: ParticipantSnapshot): string {
  return `${connectionId}  ${escapeControl(name)}${streamId ? ', publishing' : ''}`
}

export function formatSession({ sessionId, mediaMode, connections, streams }: SessionSnapshot): string {
  const names = connections.map(({ id, data }) => escapeControl(data || id)).join(', ')
  return `${sessionId}  ${mediaMode}, ${connections.length} clients, ${streams.length} streams: ${names}`
}

/** What a client calls itself must not steer a terminal. */
function escapeControl(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
}
