import { SessionIdError, ValidationError } from '../errors.ts'
import { decodeSessionId } from '../session-id.ts'

/** What a client may do. A subscriber only receives; a publisheronly only sends; a moderator can also mute and disconnect others. */
export const ROLES = ['subscriber', 'publisher', 'publisheronly', 'moderator'] as const

/** @see {@link ROLES} */
export type Role = (typeof ROLES)[number]

/** Whether a text is one of OpenTok's roles. */
export function isRole(value: unknown): value is Role {
  return (ROLES as readonly unknown[]).includes(value)
}

/** The two formats of connection tokens: `JWT` is today's, `T1` that of the years before 2024. */
export type TokenFormat = 'JWT' | 'T1'

/** What a connection token contains, in either format. Times are in seconds since the epoch. */
export interface Token {
  format: TokenFormat
  apiKey: string
  sessionId: string
  role: Role
  /** The connection data that other clients see; empty where none was given. */
  data: string
  createTime: number
  /** 24 hours after `createTime` if the token does not have it, as for OpenTok. */
  expireTime: number
  /** The `nbf` of a JWT that has one: the token is not valid before. */
  notBefore?: number
  initialLayoutClassList: string[]
}

/** Options of `generateToken`. */
export interface TokenOptions {
  /** @default 'publisher' */
  role?: Role | undefined
  /** Text that the other clients see as `connection.data`: at most 1000 bytes of UTF-8. */
  data?: string | undefined
  /** When the token stops admitting new connections: seconds since the epoch, or a `Date`; at most 30 days ahead. */
  expireTime?: number | Date | undefined
  /** The same as a number of seconds from now. @default 86400 */
  expiresIn?: number | undefined
  /** Layout classes that each stream of the connection begins with. */
  initialLayoutClassList?: readonly string[] | undefined
  /** @default 'JWT' */
  format?: TokenFormat | undefined
}

const OPTIONS: ReadonlySet<string> = new Set<keyof TokenOptions>([
  'role',
  'data',
  'expireTime',
  'expiresIn',
  'initialLayoutClassList',
  'format',
])

const DAY = 24 * 60 * 60

/** The lifetime of a token without an expiry time, in seconds. */
export const DEFAULT_TOKEN_LIFETIME = DAY

const LONGEST_LIFETIME = 30 * DAY
const LONGEST_DATA = 1000
const encoder = new TextEncoder()

/**
 * Checks the options of a token for a session of the given API key.
 *
 * @param now seconds since the epoch
 * @throws {ValidationError} | {@link SessionIdError}
 */
export function createClaims(apiKey: string, sessionId: string, options: TokenOptions, now: number): Token {
  if (typeof options !== 'object' || options === null)
    throw new ValidationError('options', 'must be an object')
  for (const name of Object.keys(options)) {
    if (!OPTIONS.has(name))
      throw new ValidationError(name, `is not an option; the options are ${[...OPTIONS].join(', ')}`)
  }
  const { role = 'publisher', data = '', format = 'JWT', initialLayoutClassList = [] } = options
  if (decodeSessionId(sessionId).apiKey !== apiKey) {
    throw new SessionIdError('The session belongs to another API key than the token')
  }
  if (!isRole(role)) throw new ValidationError('role', `must be one of ${ROLES.join(', ')}`)
  if (typeof data !== 'string') throw new ValidationError('data', 'must be text')
  if (encoder.encode(data).length > LONGEST_DATA) {
    throw new ValidationError('data', `must be at most ${LONGEST_DATA} bytes long`)
  }
  if (format !== 'JWT' && format !== 'T1') throw new ValidationError('format', 'must be JWT or T1')
  return {
    format,
    apiKey,
    sessionId,
    role,
    data,
    createTime: now,
    expireTime: readExpireTime(options, now),
    initialLayoutClassList: readLayoutClasses(initialLayoutClassList),
  }
}

function readExpireTime({ expireTime, expiresIn }: TokenOptions, now: number): number {
  if (expireTime !== undefined && expiresIn !== undefined) {
    throw new ValidationError('expiresIn', 'give either expireTime or expiresIn, not both')
  }
  const option = expiresIn === undefined ? 'expireTime' : 'expiresIn'
  const given = expireTime instanceof Date ? expireTime.getTime() / 1000 : (expireTime ?? expiresIn)
  if (given === undefined) return now + DEFAULT_TOKEN_LIFETIME
  if (typeof given !== 'number' || !Number.isFinite(given)) {
    throw new ValidationError(option, 'must be a number of seconds, or a valid Date')
  }
  const end = Math.floor(expiresIn === undefined ? given : now + given)
  if (end <= now) throw new ValidationError(option, 'must be in the future')
  if (end > now + LONGEST_LIFETIME) {
    const hint = end > now * 100 ? '; it is in seconds, not milliseconds' : ''
    throw new ValidationError(option, `must be at most 30 days ahead${hint}`)
  }
  return end
}

function readLayoutClasses(classes: readonly string[]): string[] {
  const valid =
    Array.isArray(classes) &&
    Array.from(classes).every((name) => typeof name === 'string' && /^\S+$/.test(name))
  if (!valid || classes.join(' ').length > LONGEST_DATA) {
    throw new ValidationError('initialLayoutClassList', 'must be a list of class names without white space')
  }
  return [...classes]
}
