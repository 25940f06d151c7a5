import { sha256 } from '@noble/hashes/sha2.js'
import { encodeSessionId } from '@opentok-sandbox/core'
import { encodeBase64 } from '@opentok-sandbox/core/base64'
import type { Context } from '../context.ts'

/** The random part of a session ID, in bytes. */
const ID_BYTES = 18

const encoder = new TextEncoder()

/**
 * The session ID of a room: a routed session that follows from the API key and the name, so that it is the same one after
 * a restart. A room has no creation date. The sandbox remembers the name, and lists the session by it.
 */
export function openRoom({ projects, rooms }: Pick<Context, 'projects' | 'rooms'>, room: string): string {
  const { apiKey } = projects.home
  const digest = sha256(encoder.encode(`room ${apiKey} ${room}`))
  const random = encodeBase64(digest.subarray(0, ID_BYTES))
  const sessionId = encodeSessionId({ apiKey, location: '', createdAt: 0, random, mediaMode: 'routed' })
  rooms.remember(sessionId, room)
  return sessionId
}
