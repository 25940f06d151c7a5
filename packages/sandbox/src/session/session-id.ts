import { decodeSessionId, isOpenTokError, type SessionIdFields } from '@opentok-sandbox/core'

/** The fields of a session ID, or `undefined` where the text is not a session ID. */
export function readSessionId(sessionId: string): SessionIdFields | undefined {
  try {
    return decodeSessionId(sessionId)
  } catch (error) {
    if (isOpenTokError(error, 'session-id')) return undefined
    throw error
  }
}
