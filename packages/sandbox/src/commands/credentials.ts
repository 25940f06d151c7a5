import { decodeSessionId, generateToken, type TokenOptions } from '@opentok-sandbox/core'
import { readDuration } from '../duration.ts'
import { type RawInput, type RunningCommand, readText } from './command.ts'
import { CommandError } from './command-error.ts'
import { openRoom } from './rooms.ts'

/** What a page connects with, by the names that OpenTok's sample servers use. */
export interface Credentials {
  apiKey: string
  sessionId: string
  token: string
}

/** Which session something is for. */
export type TokenPlace =
  | { sessionId: string; room?: undefined }
  /** The name of a room: always the same session of the first project that was given. */
  | { room: string; sessionId?: undefined }

/** @throws {TypeError} */
export function readPlace(input: RawInput): { sessionId: string | undefined; room: string } {
  const { sessionId, room } = input
  if (sessionId !== undefined && room !== undefined) {
    throw new TypeError('room: give either a sessionId or a room, not both')
  }
  return {
    sessionId: room === undefined ? readSessionIdOf(input) : undefined,
    room: room === undefined ? '' : readText(input, 'room'),
  }
}

function readSessionIdOf(input: RawInput): string {
  if (input.sessionId === undefined) throw new TypeError('room: give a room, or a sessionId')
  return readText(input, 'sessionId')
}

/** What a token can have besides what OpenTok's tokens have. */
export interface TestTokenOptions extends Omit<TokenOptions, 'expiresIn'> {
  /**
   * How long it is valid: a number of seconds, as everywhere in OpenTok, or a text such as `'1h'`. With a negative one, the
   * token has been expired for that long. @default '24h'
   */
  expiresIn?: number | string | undefined
  /** Whether it is signed with another secret than that of its project, so that it is refused. @default false */
  wrongSecret?: boolean | undefined
}

/** How long an expired token was valid, in milliseconds. */
const FORMER_LIFE = 3_600_000

/**
 * Makes a token.
 *
 * @throws {CommandError} | {OpenTokError}
 */
export async function makeCredentials(
  context: Pick<RunningCommand, 'projects' | 'rooms' | 'clock' | 'random'>,
  place: { sessionId: string | undefined; room: string },
  { expiresIn, wrongSecret = false, ...options }: TestTokenOptions,
): Promise<Credentials> {
  const { projects, clock, random } = context
  const { sessionId = openRoom(context, place.room) } = place
  const { apiKey } = decodeSessionId(sessionId)
  const key = projects.find(apiKey)?.key
  if (key?.kind !== 'secret') {
    throw new CommandError(400, 'sessionId: it belongs to a project whose secret the sandbox does not know')
  }
  const life = readLife(expiresIn)
  const ago = life !== undefined && life <= 0 ? FORMER_LIFE - life : 0
  const token = await generateToken(
    sessionId,
    { ...options, ...(life !== undefined && { expiresIn: (life > 0 ? life : FORMER_LIFE) / 1000 }) },
    {
      apiKey,
      apiSecret: wrongSecret ? `not ${key.secret}` : key.secret,
      clock: { now: () => clock.now() - ago },
      random,
    },
  )
  return { apiKey, sessionId, token }
}

/**
 * Reads a lifetime.
 *
 * @returns milliseconds; not positive if the token is to be expired
 * @throws {TypeError}
 */
export function readLife(expiresIn: unknown): number | undefined {
  if (expiresIn === undefined) return undefined
  if (typeof expiresIn === 'number' && Number.isFinite(expiresIn)) return expiresIn * 1000
  if (typeof expiresIn === 'string' && expiresIn.startsWith('-')) {
    return -readDuration(expiresIn.slice(1), 'expiresIn')
  }
  return readDuration(expiresIn, 'expiresIn')
}
