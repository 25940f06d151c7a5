import type { JournalRecord } from './record.ts'

/** How much is kept at most. */
export interface RingLimits {
  entries: number
  bytes: number
}

/** What an entry costs besides what it tells, in bytes. */
const OVERHEAD = 160

/** The latest records: when there are too many, or when they take too much memory, the oldest fall out. */
export class Ring {
  readonly #limits: RingLimits
  readonly #slots: (JournalRecord | undefined)[] = []
  /** What each slot counts for, in bytes. */
  readonly #sizes: number[] = []
  /** The slot of the oldest record. */
  #first = 0
  #count = 0
  #bytes = 0
  #last: number
  readonly #start: number

  /** @param start the number of the record before the first one */
  constructor(limits: RingLimits, start = 0) {
    this.#limits = limits
    this.#start = start
    this.#last = start
  }

  /** The number of the latest record there has been. */
  get last(): number {
    return this.#last
  }

  /** How many have fallen out. */
  get dropped(): number {
    return this.#last - this.#count - this.#start
  }

  /** Gives the record its number. */
  push(record: JournalRecord): void {
    record.seq = ++this.#last
    const { entries } = this.#limits
    if (this.#count === entries) this.#drop()
    const slot = (this.#first + this.#count) % entries
    const size = record.size + OVERHEAD
    this.#slots[slot] = record
    this.#sizes[slot] = size
    this.#bytes += size
    this.#count++
    this.#shrink()
  }

  /** A record is new, or has become larger. */
  measure(record: JournalRecord): void {
    const slot = this.#slotOf(record.seq)
    if (slot === undefined || this.#slots[slot] !== record) return
    const size = record.size + OVERHEAD
    this.#bytes += size - (this.#sizes[slot] ?? 0)
    this.#sizes[slot] = size
    this.#shrink()
  }

  get(seq: number): JournalRecord | undefined {
    const slot = this.#slotOf(seq)
    return slot === undefined ? undefined : this.#slots[slot]
  }

  /** The records after a number, oldest first. */
  *after(seq: number): Generator<JournalRecord> {
    for (let next = Math.max(seq, this.#start + this.dropped) + 1; next <= this.#last; next++) {
      const record = this.get(next)
      if (record) yield record
    }
  }

  #slotOf(seq: number): number | undefined {
    const index = seq - this.#start - this.dropped - 1
    return index < 0 || index >= this.#count ? undefined : (this.#first + index) % this.#limits.entries
  }

  #shrink(): void {
    while (this.#bytes > this.#limits.bytes && this.#count > 1) this.#drop()
  }

  #drop(): void {
    this.#bytes -= this.#sizes[this.#first] ?? 0
    this.#slots[this.#first] = undefined
    this.#first = (this.#first + 1) % this.#limits.entries
    this.#count--
  }
}
