import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A user name and a password that are valid for some time. */
export interface TurnCredentials {
  username: string
  credential: string
}

/** The protection domain of the server; it takes part in the key. */
export const REALM = 'opentok-sandbox'

/** How long a nonce is valid, in milliseconds; with a stale one, a client tries again (RFC 8489 §9.2). */
export const NONCE_LIFETIME = 3_600_000

/**
 * Makes credentials as the TURN REST API has them, which need no table of users (media facts §1.4).
 *
 * @param expiresAt milliseconds since the epoch
 * @param name whose they are
 */
export function makeTurnCredentials(secret: Uint8Array, expiresAt: number, name: string): TurnCredentials {
  const username = `${Math.floor(expiresAt / 1000)}:${name}`
  return { username, credential: passwordOf(secret, username) }
}

const passwordOf = (secret: Uint8Array, username: string) =>
  createHmac('sha1', secret).update(username).digest('base64')

/** The key that signs the messages of a user (RFC 8489 §9.2.2). */
export function longTermKey(username: string, password: string, realm: string): Buffer {
  return createHash('md5').update(`${username}:${realm}:${password}`).digest()
}

/** The key of a user of this server. */
export function turnKey(secret: Uint8Array, username: string): Buffer {
  return longTermKey(username, passwordOf(secret, username), REALM)
}

/** Whose credentials they are, and when they expire, in milliseconds since the epoch; `undefined` if they are not ours. */
export function readTurnUsername(username: string): { expiresAt: number; name: string } | undefined {
  const [, seconds, name = ''] = /^(\d{1,12}):(.*)$/s.exec(username) ?? []
  return seconds === undefined ? undefined : { expiresAt: Number(seconds) * 1000, name }
}

/** A nonce needs no memory: it says when it was made, and the secret vouches for it. */
export function makeNonce(secret: Uint8Array, now: number): string {
  const time = Math.floor(now / 1000).toString(36)
  return `${time}-${createHmac('sha1', secret).update(`nonce ${time}`).digest('hex').slice(0, 24)}`
}

export function isFreshNonce(secret: Uint8Array, nonce: string, now: number): boolean {
  const [time = ''] = nonce.split('-')
  const madeAt = Number.parseInt(time, 36) * 1000
  const expected = Buffer.from(makeNonce(secret, madeAt))
  const given = Buffer.from(nonce)
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
  return isOurs && now - madeAt < NONCE_LIFETIME
}
