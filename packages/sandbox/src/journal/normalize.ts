import type { JournalEntry } from './entry.ts'

/** What differs from run to run within a text, and what takes its place. */
const TIMES: readonly [pattern: RegExp, name: string][] = [
  [/[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d P[DS]T \d{4}/g, '<date>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<date>'],
  [/\b[12]\d{9}(?:\d{3})?\b/g, '<time>'],
  [/\b((?:wss?|https?):\/\/)(?:localhost|127\.0\.0\.1):\d+/g, '$1<host>'],
]

/** What clients and the sandbox draw at random: UUIDs and session IDs. */
const IDS = [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, /\b[12]_M[\w~-]{30,}/g]

/** A description of media has a random number in nearly every line, and says nothing that the journal is read for. */
const SDP = /^v=0\r?\n/

/** Properties that tell when, or count all messages of a sandbox. */
const LEFT_OUT: ReadonlySet<string> = new Set(['time', 'creationTime', 'transaction'])

/** Headers that tell of the machine, and not of the run. */
const OTHER_HEADERS =
  /^(host|user-agent|accept-encoding|accept-language|connection|content-length|date|sec-.*)$/i

/**
 * The entries without what differs from run to run: IDs are replaced by ordinals, in the order of their appearance, and
 * times are left out. So is what follows the clock or the network of the machine: keep-alives (PING, PONG),
 * acknowledgements, ICE candidates, and what the client logs. Each entry is followed by what it brought about, since
 * effects of different causes may overtake each other.
 */
export function normalize(entries: readonly JournalEntry[]): JournalEntry[] {
  const shown = inOrderOfCause(entries.filter((entry) => !isIncidental(entry)))
  const numbers = new Map(shown.map(({ seq }, i) => [seq, i + 1]))
  const names = new Map<string, string>()
  return shown.map((entry) => {
    const { seq, cause, ...rest } = entry
    const socket =
      entry.kind === 'frame' && entry.socket !== undefined ? numbers.get(entry.socket) : undefined
    return {
      seq: numbers.get(seq),
      ...(replace(rest, names) as object),
      ...(cause !== undefined && numbers.has(cause) && { cause: numbers.get(cause) }),
      ...(socket !== undefined && { socket }),
    } as JournalEntry
  })
}

function isIncidental(entry: JournalEntry): boolean {
  if (entry.kind === 'request') return entry.url.includes('/logging/')
  if (entry.kind === 'event') return entry.details.method === 'candidate'
  if (entry.kind !== 'frame') return false
  const { frame, direction, method } = entry
  const isAcknowledgement = frame === 'STATUS' && direction === 'in'
  return frame === 'PING' || frame === 'PONG' || isAcknowledgement || method === 'candidate'
}

/** Causes first, each followed by all that it brought about. */
function inOrderOfCause(entries: readonly JournalEntry[]): JournalEntry[] {
  const present = new Set(entries.map(({ seq }) => seq))
  const effects = new Map<number, JournalEntry[]>()
  for (const entry of entries) {
    const key = entry.cause !== undefined && present.has(entry.cause) ? entry.cause : 0
    const list = effects.get(key) ?? []
    list.push(entry)
    effects.set(key, list)
  }
  const ordered: JournalEntry[] = []
  const waiting = [...(effects.get(0) ?? [])].reverse()
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    ordered.push(entry)
    for (const effect of (effects.get(entry.seq) ?? []).reverse()) waiting.push(effect)
  }
  return ordered
}

function replace(value: unknown, names: Map<string, string>): unknown {
  if (typeof value === 'string') return SDP.test(value) ? '<sdp>' : replaceText(value, names)
  if (Array.isArray(value)) return value.map((part) => replace(part, names))
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, part]) => [
      replaceText(name, names),
      replace(name === 'headers' ? withoutMachine(part) : part, names),
    ])
  return Object.fromEntries(parts)
}

function withoutMachine(headers: object): object {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OTHER_HEADERS.test(name)))
}

function replaceText(text: string, names: Map<string, string>): string {
  let replaced = text
  for (const pattern of IDS) {
    replaced = replaced.replace(pattern, (id) => {
      const known = names.get(id) ?? `id-${names.size + 1}`
      names.set(id, known)
      return known
    })
  }
  for (const [pattern, name] of TIMES) replaced = replaced.replace(pattern, name)
  return replaced
}
