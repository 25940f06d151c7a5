import type { JwtClaims } from '@opentok-sandbox/core/token'
import type { KnownProject } from './project.ts'

/** Enough for all requests at one time. */
const MOST_REMEMBERED = 1000

/** Who signed a token, and what it says. */
export interface VerifiedToken {
  project: KnownProject
  claims: JwtClaims
}

/**
 * The JWTs whose signatures were verified recently: most SDKs send the same one for a second. Check their times each
 * time.
 */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>()

  get(text: string): VerifiedToken | undefined {
    return this.#tokens.get(text)
  }

  add(text: string, token: VerifiedToken): void {
    const [oldest] = this.#tokens.keys()
    if (this.#tokens.size >= MOST_REMEMBERED && oldest !== undefined) this.#tokens.delete(oldest)
    this.#tokens.set(text, token)
  }

  clear(): void {
    this.#tokens.clear()
  }
}
