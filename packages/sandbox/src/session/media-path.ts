import type { MediaEnd, MediaSignal } from './media-signal.ts'
import type { Session } from './session.ts'
import type { Subscriber } from './stream.ts'

/**
 * How media gets from a publisher to a subscriber. A mesh lets the clients negotiate with each other; a media server
 * negotiates with each of them. It answers by `session.sendMediaSignal()`.
 */
export interface MediaPath {
  /** A client has subscribed: its media begins. */
  begin(session: Session, subscriber: Subscriber): void
  /** One end negotiates. */
  negotiate(session: Session, subscriber: Subscriber, signal: MediaSignal, from: MediaEnd): void
  /** The subscription has ended, by its subscriber or together with it. */
  end(session: Session, subscriber: Subscriber): void
}
