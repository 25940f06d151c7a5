import type {
  JournalEntry,
  ListedFault,
  NetworkState,
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

export function formatSession({
  sessionId,
  mediaMode,
  place,
  connections,
  streams,
}: SessionSnapshot): string {
  const names = connections.map(({ id, data }) => escapeControl(data || id)).join(', ')
  return `${sessionId}  ${mediaMode}, in ${place}, ${connections.length} clients, ${streams.length} streams: ${names}`
}

/** The conditions of the network, a line for each rule, and the places. */
export function formatNetwork({ place, clients, sessions, places }: NetworkState): string {
  const rules = [
    ...clients.map(({ session, connection, ...rule }) =>
      describeRule(connection ?? 'every client', session, rule),
    ),
    ...sessions.map(({ session, ...rule }) => describeRule('sessions', session, rule)),
  ]
  return [
    ...(rules.length > 0 ? rules : ['nothing is delayed or lost']),
    `clients without a place are in ${place}`,
    `places: ${places.map(({ id }) => id).join(', ')}`,
  ].join('\n')
}

function describeRule(who: string, session: string | undefined, rule: object): string {
  const parts = Object.entries(rule).map(([name, value]) => `${name} ${value}`)
  return escapeControl(`${who}${session ? ` in ${session}` : ''}: ${parts.join(', ')}`)
}

/** What a client calls itself must not steer a terminal. */
function escapeControl(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
}
