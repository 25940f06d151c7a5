import type { JournalEntry, JournalKind, JournalNews } from '@opentok-sandbox/sandbox'
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { nameOf } from './name-of.ts'

/** Which entries are shown; what is empty excludes nothing. */
export interface JournalFilter {
  hiddenKinds: ReadonlySet<JournalKind>
  /** Whether what OpenTok's client logs is shown: it is more than all the rest. */
  hasLogs: boolean
  session: string
  /** A connection ID. */
  person: string
  text: string
}

/** The journal as far as the page has read it. */
export interface JournalModel {
  readonly filter: Signal<JournalFilter>
  /** The entries that match the filter, oldest first: the same list, which grows; {@link version} tells when. */
  readonly shown: readonly JournalEntry[]
  /** All entries, oldest first. */
  readonly all: readonly JournalEntry[]
  /** Grows whenever {@link shown} changes. */
  readonly version: ReadonlySignal<number>
  /** How many entries there are. */
  readonly total: ReadonlySignal<number>
  /** The number of the entry that is open. */
  readonly selected: Signal<number | undefined>
  readonly selectedEntry: ReadonlySignal<JournalEntry | undefined>
  /** The people who are in entries: their names by their connection IDs. */
  readonly people: ReadonlySignal<ReadonlyMap<string, string>>
  /** The sessions that are in entries. */
  readonly sessions: ReadonlySignal<ReadonlySet<string>>
  find(seq: number): JournalEntry | undefined
  /** What an entry has brought about. */
  effectsOf(seq: number): JournalEntry[]
  add(news: Pick<JournalNews, 'entries' | 'isReset'>): void
  clear(): void
}

/** How many entries the page keeps, and how many of the oldest go at once when there are more. */
const MOST = 20_000
const DROPPED_AT_ONCE = 2000

/** How many people and sessions a filter offers. */
const MOST_CHOICES = 200

export const NO_FILTER: JournalFilter = {
  hiddenKinds: new Set(),
  hasLogs: true,
  session: '',
  person: '',
  text: '',
}

export function createJournalModel(): JournalModel {
  const filter = signal<JournalFilter>({ ...NO_FILTER, hasLogs: false })
  const selected = signal<number>()
  const version = signal(0)
  const total = signal(0)
  const people = signal<ReadonlyMap<string, string>>(new Map())
  const sessions = signal<ReadonlySet<string>>(new Set())
  let entries: JournalEntry[] = []
  const shown: JournalEntry[] = []

  const changed = () => {
    total.value = entries.length
    version.value = version.peek() + 1
  }

  function refilter(): void {
    const matches = createMatcher(filter.peek())
    shown.length = 0
    for (const entry of entries) if (matches(entry)) shown.push(entry)
    changed()
  }

  effect(() => {
    filter.value
    refilter()
  })

  function note(added: readonly JournalEntry[]): void {
    const newPeople = added.filter(({ connection }) => connection && !people.peek().has(connection.id))
    if (newPeople.length > 0 && people.peek().size < MOST_CHOICES) {
      const named = newPeople.map(
        ({ connection }) => connection && ([connection.id, nameOf(connection)] as const),
      )
      people.value = new Map([...people.peek(), ...named.filter((one) => one !== undefined)])
    }
    const newSessions = added
      .flatMap(({ session }) => session ?? [])
      .filter((one) => !sessions.peek().has(one))
    if (newSessions.length > 0 && sessions.peek().size < MOST_CHOICES)
      sessions.value = new Set([...sessions.peek(), ...newSessions])
  }

  function clear(): void {
    entries = []
    shown.length = 0
    selected.value = undefined
    people.value = new Map()
    sessions.value = new Set()
    changed()
  }

  const find = (seq: number) => entries[positionOf(entries, seq)]

  return {
    filter,
    shown,
    get all() {
      return entries
    },
    version,
    total,
    selected,
    selectedEntry: computed(() => {
      version.value
      return selected.value === undefined ? undefined : find(selected.value)
    }),
    people,
    sessions,
    find,
    effectsOf: (seq) => entries.filter(({ cause }) => cause === seq),
    add({ entries: added, isReset }) {
      if (isReset) clear()
      const matches = createMatcher(filter.peek())
      const last = entries.at(-1)?.seq ?? 0
      for (const entry of added) {
        if (entry.seq > last) {
          entries.push(entry)
          if (matches(entry)) shown.push(entry)
        } else {
          // A request that has been answered since.
          replace(entries, entry)
          replace(shown, entry)
        }
      }
      note(added)
      if (entries.length > MOST) {
        entries.splice(0, DROPPED_AT_ONCE)
        const [oldest] = entries
        const kept = shown.findIndex(({ seq }) => oldest !== undefined && seq >= oldest.seq)
        shown.splice(0, kept === -1 ? shown.length : kept)
      }
      changed()
    },
    clear,
  }
}

/** The place of an entry in a list that is sorted by number; -1 if it is not there. */
export function positionOf(list: readonly JournalEntry[], seq: number): number {
  let low = 0
  let high = list.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = list[middle]?.seq ?? 0
    if (found === seq) return middle
    if (found < seq) low = middle + 1
    else high = middle - 1
  }
  return -1
}

function replace(list: JournalEntry[], entry: JournalEntry): void {
  const position = positionOf(list, entry.seq)
  if (position >= 0) list[position] = entry
}

const isLog = (entry: JournalEntry) => entry.kind === 'request' && /\/logging\/\w+$/.test(entry.url)

function createMatcher({
  hiddenKinds,
  hasLogs,
  session,
  person,
  text,
}: JournalFilter): (entry: JournalEntry) => boolean {
  const wanted = text.trim().toLowerCase()
  return (entry) =>
    !hiddenKinds.has(entry.kind) &&
    (hasLogs || !isLog(entry)) &&
    (session === '' || entry.session === session) &&
    (person === '' || entry.connection?.id === person) &&
    (wanted === '' || entry.text.toLowerCase().includes(wanted))
}
