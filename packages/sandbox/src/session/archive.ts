import type { Clock, RandomSource } from '@opentok-sandbox/core'
import { toUuid } from '../random.ts'

/** How long nobody must have published for an archive to stop, in milliseconds. */
export const ARCHIVE_PAUSE = 60_000

/** An archive as clients hear of it (messaging facts §3.2). Nothing is recorded. */
export interface Archive {
  readonly id: string
  readonly name: string
  status: 'started' | 'paused' | 'stopped'
}

/** What an archive tells its session's clients: `created`, and whenever its status has changed `updated`. */
export type TellOfArchive = (method: 'created' | 'updated', archive: Readonly<Archive>) => void

/**
 * The archive of a session that was created with `archiveMode: 'always'`. It starts when somebody publishes,
 * pauses when nobody does any more, and stops a minute later; whoever publishes then starts the next one. The
 * documentation describes so much; that clients hear of it by these messages is a guess.
 */
export class AutomaticArchive {
  readonly #name: string
  readonly #clock: Clock
  readonly #random: RandomSource
  #current: Archive | undefined
  #cancelStop: () => void = () => {}

  constructor(name: string, clock: Clock, random: RandomSource) {
    this.#name = name
    this.#clock = clock
    this.#random = random
  }

  /** The archive that newcomers hear of, if there is one. */
  get current(): Readonly<Archive> | undefined {
    return this.#current
  }

  /** Somebody has begun or ceased to publish. */
  update(isPublished: boolean, tell: TellOfArchive): void {
    if (isPublished) this.#start(tell)
    else this.#pause(tell)
  }

  #start(tell: TellOfArchive): void {
    this.#cancelStop()
    if (this.#current === undefined) {
      this.#current = { id: toUuid(this.#random(16)), name: this.#name, status: 'started' }
      tell('created', this.#current)
    } else if (this.#current.status === 'paused') this.#become('started', tell)
  }

  #pause(tell: TellOfArchive): void {
    if (this.#current?.status !== 'started') return
    this.#become('paused', tell)
    this.#cancelStop = this.#clock.setTimeout(() => {
      this.#become('stopped', tell)
      this.#current = undefined
    }, ARCHIVE_PAUSE)
  }

  #become(status: Archive['status'], tell: TellOfArchive): void {
    if (this.#current === undefined) return
    this.#current.status = status
    tell('updated', this.#current)
  }
}
