import type { Clock } from '@opentok-sandbox/core'
import type { Log } from '../log.ts'
import type { Network } from '../network/network.ts'
import type { Connection } from '../session/connection.ts'
import type { MediaPath } from '../session/media-path.ts'
import type { MediaEnd, MediaLeg, MediaSignal } from '../session/media-signal.ts'
import type { Session } from '../session/session.ts'

/** To which end of a leg a signal goes, and why. */
export interface MediaAddress {
  to: MediaEnd
  /** The client in whose name it is sent; without one, it is the server. */
  from?: Connection | undefined
  /** The number in the journal of what it answers, where that was not just now. */
  entry?: number | undefined
}

/** Sends a signal to an end of a leg. */
export type SendMediaSignal = (
  session: Session,
  leg: MediaLeg,
  signal: MediaSignal,
  address: MediaAddress,
) => void

/** What a media path needs of its sandbox. */
export interface MediaPathParts {
  send: SendMediaSignal
  /** Makes a UUID. */
  createId(): string
  /** A number from 0 (included) to 1. */
  chance(): number
  /** Whether publishers may send several layers of their picture. */
  simulcast: boolean
  network: Network
  clock: Clock
  /** Whether clients are told of a TURN server. */
  hasRelay: boolean
  log: Log
}

/** Makes a media path for a sandbox: a media server, for example. It is asked when the first media needs it. */
export type LoadMediaPath = (parts: MediaPathParts) => Promise<MediaPath>
