import { type Clock, systemClock } from '../clock.ts'
import { TokenError } from '../errors.ts'
import { DEFAULT_TOKEN_LIFETIME, isRole, type Role, type Token } from './claims.ts'
import { decodeJwt, type JwtClaims, verifyJwtSignature } from './jwt.ts'
import { decodeT1, T1_SENTINEL, verifyT1Signature } from './t1.ts'

/** How far ahead the clock of the machine that made a token may be, in seconds (a guess; some SDKs round up). */
export const CLOCK_TOLERANCE = 60

/**
 * Reads a connection token of any official SDK, JWT or T1, **without verifying it**.
 *
 * @throws {TokenError} `malformed`
 *
 * @example
 * readToken(token).sessionId
 */
export function readToken(token: string): Token {
  return parse(token).token
}

/**
 * Reads a connection token and verifies its signature and its times.
 *
 * @throws {TokenError} whose `fault` is `malformed`, `signature`, `expired` or `not-yet-valid`
 *
 * @example
 * const { role, data } = await verifyToken(token, apiSecret)
 */
export async function verifyToken(
  token: string,
  apiSecret: string,
  { clock = systemClock }: { clock?: Pick<Clock, 'now'> } = {},
): Promise<Token> {
  const parsed = parse(token)
  await parsed.verify(apiSecret)
  checkTimes(parsed.token, Math.floor(clock.now() / 1000))
  return parsed.token
}

/**
 * Checks a token's times against a moment.
 *
 * @param now seconds since the epoch
 * @throws {TokenError} `expired` or `not-yet-valid`
 */
export function checkTimes(
  { createTime, expireTime, notBefore = createTime }: Pick<Token, 'createTime' | 'expireTime' | 'notBefore'>,
  now: number,
): void {
  if (expireTime <= now)
    throw new TokenError('expired', `Token expired on ${expireTime}, ${now - expireTime} s ago`)
  const begin = Math.max(createTime, notBefore)
  if (begin > now + CLOCK_TOLERANCE) {
    throw new TokenError('not-yet-valid', `The token is valid only in ${begin - now} s`)
  }
}

interface ParsedToken {
  token: Token
  verify(secret: string): Promise<void>
}

function parse(text: string): ParsedToken {
  if (typeof text !== 'string' || text === '') throw new TokenError('malformed', 'The token is missing')
  return text.startsWith(T1_SENTINEL) ? parseT1(text) : parseJwt(text)
}

function parseJwt(text: string): ParsedToken {
  const jwt = decodeJwt(text)
  const { claims } = jwt
  const createTime = readSeconds(claims, 'iat', 'create_time') ?? 0
  const notBefore = readSeconds(claims, 'nbf')
  const token: Token = {
    format: 'JWT',
    apiKey: readText(claims, 'iss', 'application_id'),
    sessionId: readText(claims, 'session_id'),
    role: readRole(readText(claims, 'role')),
    data: readText(claims, 'connection_data'),
    createTime,
    expireTime: readSeconds(claims, 'exp', 'expire_time') ?? createTime + DEFAULT_TOKEN_LIFETIME,
    ...(notBefore !== undefined && { notBefore }),
    // .NET 3.15 wrote another name; PHP writes the list URL-encoded.
    initialLayoutClassList: splitClasses(
      readText(claims, 'initial_layout_class_list', 'initial_layout_list'),
    ),
  }
  return { token: requireIds(token), verify: (secret) => verifyJwtSignature(jwt, secret) }
}

function parseT1(text: string): ParsedToken {
  const t1 = decodeT1(text)
  const claims = Object.fromEntries(new URLSearchParams(t1.data))
  const createTime = readSeconds(claims, 'create_time') ?? 0
  const token: Token = {
    format: 'T1',
    apiKey: t1.apiKey,
    sessionId: readText(claims, 'session_id'),
    role: readRole(readText(claims, 'role')),
    data: readText(claims, 'connection_data'),
    createTime,
    expireTime: readSeconds(claims, 'expire_time') ?? createTime + DEFAULT_TOKEN_LIFETIME,
    initialLayoutClassList: splitClasses(readText(claims, 'initial_layout_class_list')),
  }
  return { token: requireIds(token), verify: (secret) => verifyT1Signature(t1, secret) }
}

function requireIds(token: Token): Token {
  if (token.apiKey === '') throw new TokenError('malformed', 'The token does not name an API key')
  if (token.sessionId === '') throw new TokenError('malformed', 'The token does not name a session')
  return token
}

/** The first of the named claims that is there, as text: SDKs write an API key as a number, too. */
function readText(claims: JwtClaims, ...names: string[]): string {
  for (const name of names) {
    const value = claims[name]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    if (value !== undefined && value !== null)
      throw new TokenError('malformed', `The token's ${name} is not text`)
  }
  return ''
}

function readSeconds(claims: JwtClaims, ...names: string[]): number | undefined {
  const text = readText(claims, ...names)
  if (text === '') return undefined
  const seconds = Number(text)
  if (!Number.isFinite(seconds) || !/^-?\d+(\.\d+)?(e\+\d+)?$/.test(text))
    throw new TokenError('malformed', `The token's ${names[0]} is not a number of seconds`)
  return Math.floor(seconds)
}

function readRole(text: string): Role {
  if (text === '') return 'publisher'
  if (!isRole(text)) throw new TokenError('malformed', 'The token has a role that OpenTok does not have')
  return text
}

function splitClasses(text: string): string[] {
  return text.split(/[\s+]+|%20/).filter((name) => name !== '')
}
