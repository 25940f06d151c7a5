import { decodeBase64Text, toBase64Url } from './base64.ts'
import { SessionIdError } from './errors.ts'

/**
 * How the media of a session travels: `relayed` directly between the clients, falling back to a TURN server
 * (the documentation's "peer-to-peer"), `routed` through OpenTok's media router.
 */
export type MediaMode = 'relayed' | 'routed'

/** What a session ID contains. */
export interface SessionIdFields {
  /** The API key, or a Vonage application's UUID. */
  apiKey: string
  /** The location hint, an IPv4 address; empty where none was given. */
  location: string
  /** When the session was created, in milliseconds since the epoch; `undefined` where the ID does not say. */
  createdAt: number | undefined
  /** The random part: 24 characters of base64 in current IDs, a decimal fraction in old ones. */
  random: string
  mediaMode: MediaMode
}

/** What {@link encodeSessionId} needs, `prefix` being the digit before the underscore. */
export type SessionIdSource = Omit<SessionIdFields, 'createdAt'> & { createdAt: number; prefix?: 1 | 2 }

const LONGEST_ID = 255

/**
 * Writes a session ID: a digit, `_`, and the base64url of `1~KEY~LOCATION~<epoch ms>~<random>~P~~` for a
 * relayed session, or the same with `~~` at its end for a routed one (format: rest facts §3).
 *
 * @throws {SessionIdError} if a field would make an ID that some official SDK cannot read
 *
 * @example
 * encodeSessionId({
 *   apiKey: '123456', location: '', createdAt: 1472435605223, random: 'yX04Rafdz27hrAGjzq70WhAW', mediaMode: 'routed',
 * })
 * // '1_MX4xMjM0NTZ-fjE0NzI0MzU2MDUyMjN-eVgwNFJhZmR6MjdockFHanpxNzBXaEFXfn4'
 */
export function encodeSessionId(source: SessionIdSource): string {
  const { apiKey, location, createdAt, random, mediaMode, prefix = 1 } = source
  for (const [name, value] of Object.entries({ apiKey, location, random })) {
    // Old SDKs decode the ID without translating `_`, and .NET splits at it: plain characters never give one.
    if (!/^[\w.:+/=-]*$/.test(value)) {
      throw new SessionIdError(
        `${name} cannot be part of a session ID: use letters, digits and . : + / = - _`,
      )
    }
  }
  if (apiKey === '') throw new SessionIdError('A session ID requires an API key')
  if (!Number.isSafeInteger(createdAt) || createdAt < 0) {
    throw new SessionIdError('createdAt must be a whole number of milliseconds since the epoch')
  }
  if ((prefix !== 1 && prefix !== 2) || (mediaMode !== 'relayed' && mediaMode !== 'routed')) {
    throw new SessionIdError("prefix must be 1 or 2, and mediaMode 'relayed' or 'routed'")
  }
  const text = `1~${apiKey}~${location}~${createdAt}~${random}~${mediaMode === 'relayed' ? 'P~~' : '~'}`
  // Its characters are all ASCII, as is checked above.
  const sessionId = `${prefix}_${toBase64Url(btoa(text))}`
  if (sessionId.length > LONGEST_ID)
    throw new SessionIdError(`A session ID can have at most ${LONGEST_ID} characters`)
  return sessionId
}

/**
 * Reads a session ID of any generation since 2011. Older IDs, of 40 hexadecimal digits, cannot be
 * decoded.
 *
 * @throws {SessionIdError} if it is not a session ID
 *
 * @example
 * decodeSessionId('2_MX4xNzAxMjYzMX4xMjcuMC4wLjF-V2VkIEZlYiAyNiAxODo1NzoyNCBQU1QgMjAxNH4wLjU0MDU4ODc0fg').location
 * // '127.0.0.1'
 */
export function decodeSessionId(sessionId: string): SessionIdFields {
  const text = typeof sessionId === 'string' && sessionId.length <= LONGEST_ID ? sessionId : ''
  const body = /^[12]_([A-Za-z0-9+/_-]+={0,2})$/.exec(text)?.[1]
  if (body === undefined) {
    throw new SessionIdError(
      'This is not a session ID: one begins with 1_ or 2_ and has at most 255 characters',
    )
  }
  const [version, apiKey, location, created, random, flag] = decodeBase64Text(body)?.split('~') ?? []
  if (version !== '1' || !apiKey || location === undefined || created === undefined || random === undefined) {
    throw new SessionIdError(
      'This is not a session ID: what it encodes is not a list of fields with an API key',
    )
  }
  return {
    apiKey,
    location,
    createdAt: readCreated(created),
    random,
    mediaMode: flag === 'P' ? 'relayed' : 'routed',
  }
}

/** Milliseconds since about 2016; before that Java's `Date.toString()`, or in 2012 Python's `str(datetime)`. */
function readCreated(text: string): number | undefined {
  const milliseconds = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined
}
