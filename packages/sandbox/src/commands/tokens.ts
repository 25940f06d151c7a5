import { decodeSessionId, generateToken, type TokenOptions } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, type Project } from '../auth/project.ts'
import { defineCommand, nothing, readText } from './command.ts'
import { CommandError } from './command-error.ts'
import { roomSessionId } from './rooms.ts'

/** What a page connects with, by the names that OpenTok's sample servers use. */
export interface Credentials {
  apiKey: string
  sessionId: string
  token: string
}

/** Which session a token is for, and what it allows. */
export type TokenRequest = TokenOptions &
  (
    | { sessionId: string; room?: undefined }
    /** The name of a room: always the same session of the first project that was given. */
    | { room: string; sessionId?: undefined }
  )

/** Makes a token for a session, or for a room by its name. */
const create = defineCommand({
  http: { method: 'POST', paths: ['/tokens'], status: 200 },
  pack: (request: TokenRequest) => ({ ...request }),
  read(input) {
    const { sessionId, room, ...options } = input
    if (sessionId !== undefined && room !== undefined) {
      throw new TypeError('room: give either a sessionId or a room, not both')
    }
    return {
      sessionId: room === undefined ? readText(input, 'sessionId') : undefined,
      room: room === undefined ? '' : readText(input, 'room'),
      options: options as TokenOptions,
    }
  },
  async run({ projects, clock, random }, request): Promise<Credentials> {
    const { sessionId = roomSessionId(projects.home.apiKey, request.room), options } = request
    const { apiKey } = decodeSessionId(sessionId)
    const key = projects.find(apiKey)?.key
    if (key?.kind !== 'secret') {
      throw new CommandError(400, 'sessionId: it belongs to a project whose secret the sandbox does not know')
    }
    const token = await generateToken(sessionId, options, { apiKey, apiSecret: key.secret, clock, random })
    return { apiKey, sessionId, token }
  },
})

export const tokens = { create }

/** The development project. Its secret protects nothing. */
export const project = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/project'], status: 200 },
  run: (): Project => DEVELOPMENT_PROJECT,
})
