/** The content of an offer, an answer or a candidate, as far as ICE is concerned. */
type Signal = Readonly<Record<string, unknown>>

/** Held for one description that may never come. */
const MOST_HELD = 200

/**
 * Holds ICE candidates back until the description that they belong to has gone the same way: a client
 * discards those that come before it, and a publisher sends them first (messaging facts §6.3). They belong
 * together by their user name fragment, so that it holds for an ICE restart, too.
 */
export class CandidateGate {
  readonly #open = new Set<string>()
  readonly #held: Signal[] = []

  /** A description passes. Gives the candidates that may follow it now. */
  describe(description: Signal): Signal[] {
    for (const [, fragment] of String(description.sdp ?? '').matchAll(/^a=ice-ufrag:(\S+)/gm)) {
      if (fragment) this.#open.add(fragment)
    }
    const released = this.#held.filter((candidate) => this.#mayPass(candidate))
    const held = this.#held.filter((candidate) => !this.#mayPass(candidate))
    this.#held.splice(0, Number.POSITIVE_INFINITY, ...held)
    return released
  }

  /** Whether a candidate may pass; it is held if it may not. */
  admit(candidate: Signal): boolean {
    if (this.#mayPass(candidate)) return true
    if (this.#held.length < MOST_HELD) this.#held.push(candidate)
    return false
  }

  #mayPass(candidate: Signal): boolean {
    const fragment = fragmentOf(candidate)
    return fragment === undefined ? this.#open.size > 0 : this.#open.has(fragment)
  }
}

function fragmentOf({ candidate, usernameFragment }: Signal): string | undefined {
  if (typeof usernameFragment === 'string') return usernameFragment
  return / ufrag (\S+)/.exec(String(candidate ?? ''))?.[1]
}
