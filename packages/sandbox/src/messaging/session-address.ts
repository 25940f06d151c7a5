import type { MediaEnd } from '../session/media-signal.ts'
import type { Session } from '../session/session.ts'
import type { Subscriber } from '../session/stream.ts'

/** How the server's own address begins; no client may take such a connection ID. */
export const SERVER_PREFIX = 'symphony.'

/** The one address that clients write to. Any text would do; this is the one that logs understand (messaging facts §1.3). */
export function symphonyAddress(sessionId: string): string {
  return SERVER_PREFIX + sessionId
}

/** The URI that the resources of a session begin with (messaging facts §3). */
export function sessionUri({ apiKey, id }: Session): string {
  return sessionUriOf(apiKey, id)
}

/** The same, of a session that nobody has connected to yet. */
export function sessionUriOf(apiKey: string, sessionId: string): string {
  return `/v2/partner/${apiKey}/session/${sessionId}`
}

const OWNER_SUFFIX = '.owner'

/**
 * The ID of a subscription as one of its ends knows it. A client that subscribes to its own stream is both ends, and
 * takes what it sends as one of them for an answer to the other, unless their IDs differ.
 */
export function subscriberIdFor({ id, stream, connection }: Subscriber, end: MediaEnd): string {
  return end === 'owner' && stream.owner === connection ? id + OWNER_SUFFIX : id
}

/** The ID of the subscription that {@link subscriberIdFor} made an owner's ID of; `undefined` for any other text. */
export function ownedSubscriberId(text: string): string | undefined {
  return text.endsWith(OWNER_SUFFIX) ? text.slice(0, -OWNER_SUFFIX.length) : undefined
}
