import type { Role } from '@opentok-sandbox/core'

/** What a connection may do, in the words of the wire; `signal` is the sandbox's own, and clients ignore it. */
export type Permission =
  | 'subscribe'
  | 'publish'
  | 'signal'
  | 'forcedisconnect'
  | 'forceunpublish'
  | 'forcemute'

/**
 * The permissions of each role (messaging facts §5.1). That a subscriber cannot signal follows the
 * documentation and the permissions of 2011 (rest facts §4.3); that a publisheronly cannot, OpenTok's guide to tokens says.
 */
export const PERMISSIONS: Record<Role, readonly Permission[]> = {
  subscriber: ['subscribe'],
  publisher: ['subscribe', 'publish', 'signal'],
  publisheronly: ['publish'],
  moderator: ['subscribe', 'publish', 'signal', 'forcedisconnect', 'forceunpublish', 'forcemute'],
}
