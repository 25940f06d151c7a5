import type { LegNetwork } from './werift.ts'

/** What a leg needs of the router. */
export interface LegParts {
  network: LegNetwork
  /** Sends a candidate to the client. */
  candidate(content: Readonly<Record<string, unknown>>): void
}
