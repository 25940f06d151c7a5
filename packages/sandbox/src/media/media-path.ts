import type { Connection } from '../session/connection.ts'
import type { Session } from '../session/session.ts'
import type { Subscriber } from '../session/subscriber.ts'

/** An offer, an answer or a candidate that a client sends for one subscription. */
export interface Negotiation {
  method: string
  content: Readonly<Record<string, unknown>>
  sender: Connection
}

/**
 * How media gets from a publisher to a subscriber. A mesh lets the clients do it among themselves; a media
 * server would stand here, and negotiate with each of them.
 */
export interface MediaPath {
  /** A client has subscribed: its media is to begin. */
  begin(session: Session, subscriber: Subscriber): void
  /** A client negotiates. */
  negotiate(session: Session, subscriber: Subscriber, negotiation: Negotiation): void
  /** The subscription has ended by its subscriber, or with it. */
  end(session: Session, subscriber: Subscriber): void
}
