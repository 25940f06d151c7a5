/** The content of an offer, an answer or a candidate, as far as ICE is concerned. */
type Content = Readonly<Record<string, unknown>>

/** How many candidates are held for a description that may never come, and how long they may be together as JSON. */
const MOST_HELD = { candidates: 200, characters: 100_000 }

/** How many fragments are remembered: an offer has one for each part of its media, and an ICE restart brings new ones. */
const MOST_FRAGMENTS = 64

/** RFC 8839 §5.4. */
const LONGEST_FRAGMENT = 256

/**
 * Holds ICE candidates back until the description that they belong to has gone the same way: a client discards those
 * that come before it, and a publisher sends them first (messaging facts §6.3). The ICE user name fragment tells which
 * belong together, so this is also right for an ICE restart.
 */
export class CandidateGate {
  readonly #open = new Set<string>()
  readonly #held: Content[] = []
  #heldCharacters = 0

  /** A description passes. Gives the candidates that may follow it now. */
  describe(description: Content): Content[] {
    for (const fragment of fragmentsOf(textOf(description.sdp))) this.#remember(fragment)
    const released = this.#held.filter((candidate) => this.#mayPass(candidate))
    const held = this.#held.filter((candidate) => !this.#mayPass(candidate))
    this.#held.splice(0, Number.POSITIVE_INFINITY, ...held)
    if (held.length === 0) this.#heldCharacters = 0
    return released
  }

  /** Whether a candidate may pass; it is held if it may not. */
  admit(candidate: Content): boolean {
    if (this.#mayPass(candidate)) return true
    this.#heldCharacters += JSON.stringify(candidate).length
    if (this.#held.length < MOST_HELD.candidates && this.#heldCharacters <= MOST_HELD.characters) {
      this.#held.push(candidate)
    }
    return false
  }

  /** The latest ones count: those of an earlier description are of no more use. */
  #remember(fragment: string): void {
    this.#open.delete(fragment)
    this.#open.add(fragment)
    const [oldest] = this.#open
    if (this.#open.size > MOST_FRAGMENTS && oldest !== undefined) this.#open.delete(oldest)
  }

  #mayPass(candidate: Content): boolean {
    const fragment = fragmentOf(candidate)
    return fragment === undefined ? this.#open.size > 0 : this.#open.has(fragment)
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function* fragmentsOf(sdp: string): Iterable<string> {
  let count = 0
  for (const [, fragment = ''] of sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)) {
    if (fragment.length > LONGEST_FRAGMENT) continue
    // A part of a longer string keeps all of it.
    yield structuredClone(fragment)
    if (++count >= MOST_FRAGMENTS) return
  }
}

function fragmentOf({ candidate, usernameFragment }: Content): string | undefined {
  if (typeof usernameFragment === 'string') return usernameFragment
  return / ufrag (\S+)/.exec(textOf(candidate))?.[1]
}
