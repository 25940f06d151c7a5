import type { JournalEntry } from './entry.ts'
import type { JournalPage } from './journal.ts'

/** How many entries are asked for at once. */
const PAGE = 500

/** How many requests without an answer are looked at again. */
const MOST_PENDING = 50

/** What has happened since a journal was last read. */
export interface JournalNews {
  /** The new entries, and before them the requests read earlier that have been answered since. */
  entries: JournalEntry[]
  /** The number of the last entry that has been read. */
  next: number
  /** Whether the journal began again: what was read before is no more. */
  isReset: boolean
  /** Whether there is more to read at once. */
  hasMore: boolean
}

/**
 * Reads a journal as it grows, in this process or elsewhere: each entry once, and a request once more when it is answered.
 *
 * @example
 * const reader = new JournalReader((query) => sandbox.journal.find(query))
 * sandbox.watch(async () => show(await reader.read()), ['journal'])
 */
export class JournalReader {
  readonly #find: (query: { after: number; limit: number }) => Promise<JournalPage>
  #after: number
  #pending: number[] = []

  /** @param after the number of the entry to read on from */
  constructor(find: (query: { after: number; limit: number }) => Promise<JournalPage>, after = 0) {
    this.#find = find
    this.#after = after
  }

  async read(): Promise<JournalNews> {
    const page = await this.#find({ after: this.#after, limit: PAGE })
    const isReset = page.next < this.#after
    if (isReset) {
      this.#after = 0
      this.#pending = []
      return { ...(await this.read()), isReset }
    }
    const answered = await this.#readAnswered()
    const { entries, next } = page
    this.#after = next
    const pending = entries.filter(isPending).map(({ seq }) => seq)
    this.#pending = [...this.#pending, ...pending].slice(-MOST_PENDING)
    return { entries: [...answered, ...entries], next, isReset, hasMore: entries.length === PAGE }
  }

  async #readAnswered(): Promise<JournalEntry[]> {
    const answered: JournalEntry[] = []
    const pending: number[] = []
    for (const seq of this.#pending) {
      const [entry] = (await this.#find({ after: seq - 1, limit: 1 })).entries
      if (entry?.seq !== seq) continue
      if (isPending(entry)) pending.push(seq)
      else answered.push(entry)
    }
    this.#pending = pending
    return answered
  }
}

const isPending = (entry: JournalEntry) => entry.kind === 'request' && entry.answer === undefined
