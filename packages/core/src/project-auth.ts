import type { Clock } from './clock.ts'
import { type RandomSource, toHex } from './random.ts'
import { signJwt } from './token/jwt.ts'

/** The longest life that OpenTok's documentation allows a JWT for its REST API, in seconds. */
export const PROJECT_AUTH_LIFETIME = 300

/**
 * The JWT that a REST request carries in `X-OPENTOK-AUTH`, without `Bearer` (rest facts §1.2). It lives for five
 * minutes; without a random source it has no `jti`, and can be sent more than once, as other SDKs do.
 */
export function createProjectAuth(
  apiKey: string,
  secret: string,
  { clock, random }: { clock: Pick<Clock, 'now'>; random?: RandomSource },
): Promise<string> {
  const iat = Math.floor(clock.now() / 1000)
  const claims = { iss: apiKey, ist: 'project', iat, exp: iat + PROJECT_AUTH_LIFETIME }
  return signJwt(random ? { ...claims, jti: toHex(random(8)) } : claims, secret)
}
