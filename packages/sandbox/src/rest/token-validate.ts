import { isOpenTokError, readToken } from '@opentok-sandbox/core'
import { admit } from '../auth/admission.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { PERMISSIONS, type Permission } from '../session/permissions.ts'
import { renderXml } from './render.ts'

/**
 * `POST /token/validate`, with which the SDKs of 2011 and 2012 tested their tokens (rest facts §4.3). An
 * invalid token is not refused: the answer says what is wrong with it.
 */
export async function validateToken(context: Context, request: Request): Promise<Response> {
  const text = request.headers.get('X-TB-TOKEN-AUTH') ?? ''
  try {
    const token = readToken(text)
    const invalid = await findFault(context, token.sessionId, text)
    return renderXml({
      token: {
        session_id: token.sessionId,
        role: token.role,
        permissions: Object.fromEntries(permissionsOf(PERMISSIONS[token.role]).map((name) => [name, ''])),
        connection_data: token.data,
        create_time: token.createTime,
        expire_time: token.expireTime,
        ...(invalid !== undefined && { invalid }),
      },
    })
  } catch (error) {
    if (!isOpenTokError(error, 'token')) throw error
    return renderXml({ token: { invalid: error.message } })
  }
}

async function findFault(context: Context, sessionId: string, text: string): Promise<string | undefined> {
  try {
    await admit(context, sessionId, text)
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // The only known text: a number follows it.
    return /^Token expired on \d+/.exec(error.message)?.[0] ?? error.message
  }
}

/** In 2011 there was no muting, and a moderator could make and play recordings. */
function permissionsOf(permissions: readonly Permission[]): string[] {
  const today = permissions.filter((name) => name !== 'forcemute')
  return permissions.includes('forcedisconnect') ? [...today, 'record', 'playback'] : today
}
