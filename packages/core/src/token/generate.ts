import { type Clock, systemClock } from '../clock.ts'
import { ValidationError } from '../errors.ts'
import { type RandomSource, systemRandom, toHex } from '../random.ts'
import { createClaims, type TokenOptions } from './claims.ts'
import { type JwtClaims, signJwt } from './jwt.ts'
import { signT1 } from './t1.ts'

/** The project that signs a token, its clock and its random source. */
export interface TokenSigner {
  apiKey: string
  apiSecret: string
  /** @default the machine's */
  clock?: Pick<Clock, 'now'> | undefined
  /** @default the platform's cryptographic generator */
  random?: RandomSource | undefined
}

/**
 * Makes a connection token: what a client shows when it connects to a session (rest facts §4).
 *
 * @throws {ValidationError} if an option is wrong
 * @throws {SessionIdError} if the session was created with another API key
 *
 * @example
 * const token = await generateToken(sessionId, { role: 'moderator', data: 'name=Ada' }, { apiKey, apiSecret })
 */
export async function generateToken(
  sessionId: string,
  options: TokenOptions,
  { apiKey, apiSecret, clock = systemClock, random = systemRandom }: TokenSigner,
): Promise<string> {
  if (typeof apiSecret !== 'string' || apiSecret === '') throw new ValidationError('apiSecret', 'is missing')
  const token = createClaims(apiKey, sessionId, options, Math.floor(clock.now() / 1000))
  const { createTime, expireTime, role, data } = token
  const nonce = toHex(random(8))
  const layout = token.initialLayoutClassList.join(' ')
  if (token.format === 'T1') {
    const pairs = new URLSearchParams({ session_id: sessionId, create_time: `${createTime}`, role, nonce })
    pairs.set('expire_time', `${expireTime}`)
    if (data) pairs.set('connection_data', data)
    if (layout) pairs.set('initial_layout_class_list', layout)
    return signT1(apiKey, pairs.toString(), apiSecret)
  }
  const claims: JwtClaims = { iss: apiKey, ist: 'project', iat: createTime, exp: expireTime }
  Object.assign(claims, { session_id: sessionId, role, scope: 'session.connect', nonce })
  if (data) claims.connection_data = data
  if (layout) claims.initial_layout_class_list = layout
  return signJwt(claims, apiSecret)
}
