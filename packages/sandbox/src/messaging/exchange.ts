import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import type { Connection } from '../session/connection.ts'
import type { Cause } from '../session/event-details.ts'
import type { Permission } from '../session/permissions.ts'
import type { Session } from '../session/session.ts'
import type { Link, Membership } from './link.ts'
import type { ClientMessage } from './message.ts'

/** One message of a client, and all that answering it takes. */
export interface Exchange {
  context: Context
  link: Link
  message: ClientMessage
  /** What the message brings about has this cause. */
  cause: Cause & { entry: number }
  /** The headers of its frame. */
  headers: ReadonlyMap<string, string>
  /** Answers 200: once, and before anything that the message brings about is told to anybody. */
  accept(body?: object): void
  /** Makes the client a member of a session; what happens there is delivered to it from now on. */
  join(session: Session, connection: Connection): void
}

/** Answers one kind of message. It calls `accept`, or it throws {@link Refusal}. */
export type MessageHandler = (exchange: Exchange) => void | Promise<void>

/**
 * The session and the connection that a message comes from.
 *
 * @throws {Refusal} 403 if the client is not connected to the session that the message names
 */
export function requireMembership({ link, message }: Exchange): Membership {
  const { membership } = link
  const { parameters } = message
  const isMember =
    parameters.get('session') === membership?.session.id &&
    parameters.get('partner') === membership?.session.apiKey
  if (membership && isMember) return membership
  throw new Refusal(403, 'notConnected', 'The client is not connected to the session that the message names')
}

/** @throws {Refusal} 403 if the connection's role lacks the permission */
export function requirePermission(connection: Connection, permission: Permission): void {
  if (connection.may(permission)) return
  const hint = `The role of the client's token does not have the permission "${permission}"`
  throw new Refusal(403, 'permissionDenied', hint)
}
