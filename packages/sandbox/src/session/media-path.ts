import type { Cause } from './event-details.ts'
import type { MediaEnd, MediaLeg, MediaSignal } from './media-signal.ts'
import type { Session } from './session.ts'
import type { Stream, Subscriber } from './stream.ts'

/**
 * How media gets from a publisher to its subscribers. A mesh lets the clients negotiate with each other; a media server
 * negotiates with each of them. It answers by `session.sendMediaSignal()`.
 */
export interface MediaPath {
  /** A client wants to publish. The path calls `session.announce()`, with this cause, when the stream can be subscribed to. */
  publish(session: Session, stream: Stream, cause: Cause): void
  /** The stream has ended, whether or not it was announced, with all of its subscriptions. */
  unpublish(session: Session, stream: Stream): void
  /** A client has subscribed: its media begins. */
  begin(session: Session, subscriber: Subscriber): void
  /** A subscriber wants more or less of the media: see {@link Subscriber.wants}. */
  update(session: Session, subscriber: Subscriber): void
  /** The subscription has ended, by its subscriber or together with it. */
  end(session: Session, subscriber: Subscriber): void
  /**
   * A client negotiates.
   *
   * @param entry the number of its signal in the journal
   */
  negotiate(session: Session, leg: MediaLeg, signal: MediaSignal, from: MediaEnd, entry: number): void
  /** All sessions are over. The path can be used again. */
  close(): void
}
