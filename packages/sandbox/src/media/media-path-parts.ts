import type { Log } from '../log.ts'
import type { Network } from '../network/network.ts'
import type { Connection } from '../session/connection.ts'
import type { MediaPath } from '../session/media-path.ts'
import type { MediaEnd, MediaLeg, MediaSignal } from '../session/media-signal.ts'
import type { Session } from '../session/session.ts'

/** Sends a signal to an end of a leg, in the name of a client or, without `from`, of the server. */
export type SendMediaSignal = (
  session: Session,
  leg: MediaLeg,
  signal: MediaSignal,
  to: MediaEnd,
  from?: Connection,
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
  log: Log
}

/** Makes a media path for a sandbox: a media server, for example. It is asked when the first media needs it. */
export type LoadMediaPath = (parts: MediaPathParts) => Promise<MediaPath>
