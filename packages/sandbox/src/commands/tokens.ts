import { DEVELOPMENT_PROJECT, type Project } from '../auth/project.ts'
import { defineCommand, nothing } from './command.ts'
import {
  type Credentials,
  makeCredentials,
  readLife,
  readPlace,
  type TestTokenOptions,
  type TokenPlace,
} from './credentials.ts'

/** Which session a token is for, and what it allows. */
export type TokenRequest = TestTokenOptions & TokenPlace

/** Makes a token for a session, or for a room by its name; also one that is refused, for tests. */
const create = defineCommand({
  http: { method: 'POST', paths: ['/tokens'], status: 200 },
  pack: (request: TokenRequest) => ({ ...request }),
  read(input) {
    const { sessionId: _sessionId, room: _room, ...options } = input
    const { wrongSecret } = options
    if (wrongSecret !== undefined && typeof wrongSecret !== 'boolean') {
      throw new TypeError('wrongSecret: must be true or false')
    }
    readLife(options.expiresIn)
    return { place: readPlace(input), options: options as TestTokenOptions }
  },
  run: (context, { place, options }): Promise<Credentials> => makeCredentials(context, place, options),
})

export const tokens = { create }

/** The development project. Its secret protects nothing. */
export const project = defineCommand({
  ...nothing,
  http: { method: 'GET', paths: ['/project'], status: 200 },
  run: (): Project => DEVELOPMENT_PROJECT,
})
