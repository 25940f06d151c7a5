import type { Clock, RandomSource } from '@opentok-sandbox/core'
import { matchesPattern } from '../journal/pattern.ts'
import { isParty } from '../journal/query.ts'
import type { Party } from '../journal/record.ts'
import { readChance } from '../random.ts'
import { readDelay } from './delay.ts'
import type { FaultPoint } from './fault-point.ts'
import type { CheckedRule, FaultScope } from './fault-rule.ts'

/** How many rules are listed at most; the oldest one that fires no more makes room. */
export const MOST_FAULTS = 1000

/** A fault as it is listed; plain data. */
export interface ListedFault extends CheckedRule {
  id: string
  times: number | 'always'
  /** How often it has fired. */
  hits: number
  /** Whether it can still fire. One that has fired as often as its rule says stays in the list, until it is healed. */
  armed: boolean
}

/** What a fault could hit. */
export interface FaultSubject {
  session?: string | undefined
  connection?: Party | undefined
  role?: string | undefined
  path?: string | undefined
  message?: string | undefined
  /** The number of the journal entry that it is about. */
  cause?: number | undefined
}

/** A fault that has fired. */
export interface FiredFault extends CheckedRule {
  id: string
  /** How much later everything comes, in milliseconds. */
  wait: number
}

/** What faults take from outside. */
export interface FaultParts {
  /** Decides by chance; seeded in a sandbox with a seed. */
  random: RandomSource
  onFire(id: string, rule: CheckedRule, subject: FaultSubject): void
  onChange(): void
}

/** The faults that are armed, and those that have fired as often as they should. */
export class Faults {
  readonly #parts: FaultParts
  readonly #listed = new Map<string, ListedFault>()
  /** The points at which something is armed: nearly always none. */
  #points: ReadonlySet<FaultPoint> = new Set()
  #count = 0
  /** Ends the waiting of those whom a fault makes wait. */
  readonly #waiting = new Set<() => void>()

  constructor(parts: FaultParts) {
    this.#parts = parts
  }

  /** Whether this many more can be armed. */
  hasRoomFor(count: number): boolean {
    const armed = [...this.#listed.values()].filter((fault) => fault.armed)
    return armed.length + count <= MOST_FAULTS
  }

  /** @param rule as `readFaultRule` gives it */
  arm(rule: CheckedRule): ListedFault {
    if (this.#listed.size >= MOST_FAULTS) this.#makeRoom()
    const id = `fault-${++this.#count}`
    const fault: ListedFault = { id, ...rule, times: rule.times ?? 1, hits: 0, armed: true }
    this.#listed.set(id, fault)
    this.#changed()
    return { ...fault }
  }

  list(): ListedFault[] {
    return [...this.#listed.values()].map((fault) => ({ ...fault }))
  }

  /** @returns whether there was such a fault */
  disarm(id: string): boolean {
    const found = this.#listed.delete(id)
    if (found) this.#changed()
    return found
  }

  /** Whether anything can fire at a point. */
  isArmed(on: FaultPoint): boolean {
    return this.#points.has(on)
  }

  /**
   * The fault that is due at this point, if there is one; it counts as having fired.
   *
   * @param describe what it would hit; asked only if something is armed
   * @param accepts whether the caller can do what a rule asks for
   */
  take(
    on: FaultPoint,
    describe: () => FaultSubject,
    accepts: (rule: CheckedRule) => boolean = () => true,
  ): FiredFault | undefined {
    if (!this.isArmed(on)) return undefined
    const subject = describe()
    for (const fault of this.#listed.values()) {
      if (!fault.armed || fault.on !== on || !accepts(fault) || !isWithin(fault.where, subject)) continue
      if ((fault.probability ?? 1) < 1 && this.#chance() >= (fault.probability ?? 1)) continue
      fault.hits++
      if (fault.times !== 'always' && fault.hits >= fault.times) fault.armed = false
      this.#changed()
      return this.fire(fault.id, fault, subject)
    }
    return undefined
  }

  /** A rule fires that is not listed: a request has brought its own. */
  fire(id: string, rule: CheckedRule, subject: FaultSubject): FiredFault {
    this.#parts.onFire(id, rule, subject)
    const wait = rule.delay === undefined ? 0 : readDelay(rule.delay)(() => this.#chance())
    return { ...rule, id, wait }
  }

  /**
   * Waits as a fault asks for, at most until the sandbox is reset or nobody waits any longer.
   *
   * @returns whether the time is over
   */
  wait(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isOver: boolean) => {
        cancel()
        signal?.removeEventListener('abort', give)
        this.#waiting.delete(give)
        resolve(isOver)
      }
      const give = () => end(false)
      const isEndless = milliseconds === Number.POSITIVE_INFINITY
      const cancel = isEndless ? () => {} : clock.setTimeout(() => end(true), milliseconds)
      this.#waiting.add(give)
      signal?.addEventListener('abort', give)
      if (signal?.aborted) give()
    })
  }

  clear(): void {
    this.#listed.clear()
    this.#changed()
  }

  /** Forgets all faults, and makes nobody wait any longer. */
  reset(): void {
    this.#count = 0
    this.clear()
    for (const end of this.#waiting) end()
  }

  #makeRoom(): void {
    const spent = [...this.#listed.values()].find(({ armed }) => !armed)
    if (spent) this.#listed.delete(spent.id)
  }

  #changed(): void {
    const armed = [...this.#listed.values()].filter((fault) => fault.armed)
    this.#points = new Set(armed.map(({ on }) => on))
    this.#parts.onChange()
  }

  /** A number from 0 (included) to 1. */
  #chance(): number {
    return readChance(this.#parts.random(4))
  }
}

function isWithin(where: FaultScope | undefined, subject: FaultSubject): boolean {
  if (where === undefined) return true
  const { session, connection, role, path, message } = where
  return (
    (session === undefined || session === subject.session) &&
    (connection === undefined || isParty(subject.connection, connection)) &&
    (role === undefined || role === subject.role) &&
    (path === undefined || matchesPattern(subject.path ?? '', path)) &&
    (message === undefined || matchesPattern(subject.message ?? '', message))
  )
}
