import type { Clock } from '@opentok-sandbox/core'
import type { JournalEntry } from './entry.ts'
import { describeNearMisses } from './near-misses.ts'
import { type CheckedQuery, differences, type JournalQuery } from './query.ts'
import type { JournalRecord } from './record.ts'
import { Ring } from './ring.ts'

/** How much a journal keeps. */
const LIMITS = { entries: 20_000, bytes: 8 * 1024 * 1024 }

/** What a search has found. */
export interface JournalPage {
  /** Oldest first. */
  entries: JournalEntry[]
  /** The `after` of the next search, which then goes on after this one. */
  next: number
  /** How many older entries are gone, since the journal keeps the latest ones only. */
  dropped: number
}

/** Nothing of the kind has happened in time; the message has the nearest misses. */
export class JournalTimeout extends Error {
  override readonly name = 'JournalTimeout'
}

/** What a journal takes from outside. */
export interface JournalParts {
  /** The sandbox's time. */
  clock: Pick<Clock, 'now'>
  /** Whose timers end a waiting: the machine's, which nobody stops. */
  machine: Clock
  /** Takes tokens and secrets out of a text. */
  redact(text: string): string
  /** There is something new. */
  onChange(): void
}

interface Waiting {
  query: JournalQuery
  resolve(entry: JournalEntry): void
}

/** All that has happened in a sandbox, as far as it is kept. */
export class Journal {
  readonly #parts: JournalParts
  readonly #waiting = new Set<Waiting>()
  #ring = new Ring(LIMITS)

  constructor(parts: JournalParts) {
    this.#parts = parts
  }

  /** Keeps a record; the number that it got. */
  add(record: JournalRecord): number {
    record.time = this.#parts.clock.now()
    this.#ring.push(record)
    this.#tell(record)
    return record.seq
  }

  /** A record has got an answer. */
  update(record: JournalRecord): void {
    this.#ring.measure(record)
    this.#tell(record)
  }

  find(query: CheckedQuery): JournalPage {
    const entries: JournalEntry[] = []
    let next = this.#ring.last
    for (const record of this.#ring.after(query.after)) {
      const describe = once(() => this.#describe(record))
      if (differences(query, record, describe).length > 0) continue
      if (entries.length === query.limit) {
        next = entries.at(-1)?.seq ?? record.seq - 1
        break
      }
      entries.push(describe())
    }
    return { entries, next, dropped: this.#ring.dropped }
  }

  /** All entries that are kept. */
  all(): JournalEntry[] {
    return Array.from(this.#ring.after(0), (record) => this.#describe(record))
  }

  /**
   * Waits for an entry, which may be there already.
   *
   * @param timeout milliseconds of the machine's time
   * @throws {JournalTimeout} if there is none in time
   */
  waitFor(query: CheckedQuery, timeout: number): Promise<JournalEntry> {
    const [found] = this.find({ ...query, limit: 1 }).entries
    if (found) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        query,
        resolve: (entry) => {
          this.#waiting.delete(waiting)
          stop()
          resolve(entry)
        },
      }
      this.#waiting.add(waiting)
      const stop = this.#parts.machine.setTimeout(() => {
        this.#waiting.delete(waiting)
        reject(new JournalTimeout(this.#explain(query, timeout)))
      }, timeout)
    })
  }

  /** Forgets all entries. The numbers go on. */
  clear(): void {
    const { last } = this.#ring
    this.#ring = new Ring(LIMITS, last)
    this.#parts.onChange()
  }

  /** Begins again, with number 1. */
  reset(): void {
    this.#ring = new Ring(LIMITS)
    this.#parts.onChange()
  }

  #tell(record: JournalRecord): void {
    this.#parts.onChange()
    if (this.#waiting.size === 0) return
    const describe = once(() => this.#describe(record))
    for (const { query, resolve } of this.#waiting) {
      if (record.seq > (query.after ?? 0) && differences(query, record, describe).length === 0) {
        resolve(describe())
      }
    }
  }

  #explain(query: CheckedQuery, timeout: number): string {
    const records = [...this.#ring.after(query.after)]
    return describeNearMisses(query, timeout, records, (record) => this.#describe(record))
  }

  #describe(record: JournalRecord): JournalEntry {
    const { seq, time, session, connection, cause } = record
    const entry = {
      seq,
      time: new Date(time).toISOString(),
      ...record.describe(),
      ...(session !== undefined && { session }),
      ...(connection && { connection: { id: connection.id, data: connection.data } }),
      ...(cause !== undefined && { cause }),
    }
    const shown = redactValues(entry, this.#parts.redact) as JournalEntry
    return { ...shown, text: shorten(shown.text, LONGEST_LINE) }
  }
}

/** The longest line, and the longest other text, in characters. They are cut when what is secret is out of them. */
const LONGEST_LINE = 300
const LONGEST_TEXT = 16_384

const shorten = (text: string, longest: number) =>
  text.length > longest ? `${text.slice(0, longest)} …` : text

/** Takes tokens and secrets out of all texts of a value. */
function redactValues(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return shorten(redact(value), LONGEST_TEXT)
  if (Array.isArray(value)) return value.map((part) => redactValues(part, redact))
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(parts.map(([name, part]) => [redact(name), redactValues(part, redact)]))
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
