import type { Described, JournalKind } from './entry.ts'

/** A client, as far as the journal names it. */
export interface Party {
  readonly id: string
  readonly data: string
}

/** What a record is about, and the number of what brought it about. */
export interface RecordSubject {
  readonly session?: string | undefined
  readonly connection?: Party | undefined
  readonly cause?: number | undefined
}

/**
 * Something that the journal has kept. It becomes an entry when somebody looks: keeping it must cost next to nothing, so
 * it refers only to what does not change any more.
 */
export abstract class JournalRecord {
  abstract readonly kind: JournalKind
  // Assigned and not defined, which takes a tenth of the time: a busy session has a record for each frame.
  /** Its number; the journal sets it. */
  declare seq: number
  /** Milliseconds since the epoch; the journal sets it. */
  declare time: number
  declare session: string | undefined
  declare connection: Party | undefined
  declare cause: number | undefined

  constructor(about: RecordSubject = {}) {
    this.seq = 0
    this.time = 0
    this.session = about.session
    this.connection = about.connection
    this.cause = about.cause
  }

  /** About how many bytes it keeps in memory. */
  abstract readonly size: number
  /** The status of its entry, if it has one. */
  get status(): number | undefined {
    return undefined
  }
  abstract describe(): Described
}
