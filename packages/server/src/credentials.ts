import { webcrypto } from 'node:crypto'
import {
  decodeSessionId,
  encodeSessionId,
  generateToken,
  SessionIdError,
  type TokenOptions,
} from '@opentok-sandbox/core'
import { encodeBase64 } from '@opentok-sandbox/core/base64'
import { DEVELOPMENT_PROJECT, type Project, type SandboxOptions } from '@opentok-sandbox/sandbox'

/** What a page needs to connect, by the names that OpenTok's sample servers give it. */
export interface Credentials {
  apiKey: string
  sessionId: string
  token: string
}

/** Gives out what pages connect with, as an app's own server does. */
export interface CredentialIssuer {
  /** The session of a room: always the same one for a name, also after a restart. */
  forRoom(name: string): Promise<Credentials>
  /**
   * @throws {SessionIdError} if the text is no session ID, or none of a project whose secret is known
   * @throws {ValidationError} if an option of the token is wrong
   */
  forSession(sessionId: string, options: TokenOptions): Promise<Credentials>
}

/** @param options those of the sandbox: its first project is that of the rooms */
export function createCredentialIssuer(
  options: Pick<SandboxOptions, 'projects' | 'clock' | 'random'>,
): CredentialIssuer {
  const given = Array.isArray(options.projects) ? (options.projects as readonly Project[]) : []
  const projects = [...given.filter((project) => 'apiKey' in project), DEVELOPMENT_PROJECT]
  const home = projects[0] ?? DEVELOPMENT_PROJECT

  async function issue(sessionId: string, project: Project, token: TokenOptions): Promise<Credentials> {
    const signer = { ...project, clock: options.clock, random: options.random }
    return { apiKey: project.apiKey, sessionId, token: await generateToken(sessionId, token, signer) }
  }

  return {
    async forRoom(name) {
      const sessionId = await deriveSessionId(home.apiKey, name)
      return issue(sessionId, home, {})
    },
    async forSession(sessionId, token) {
      const { apiKey } = decodeSessionId(sessionId)
      const project = projects.find((one) => one.apiKey === apiKey)
      if (project) return issue(sessionId, project, token)
      throw new SessionIdError('The session belongs to a project whose secret this sandbox does not know')
    },
  }
}

/** The random part of an ID, in bytes. */
const ID_BYTES = 18

/** A routed session whose ID follows from the project and the name of the room; rooms have no date. */
async function deriveSessionId(apiKey: string, room: string): Promise<string> {
  const seed = new TextEncoder().encode(`room ${apiKey} ${room}`)
  const digest = new Uint8Array(await webcrypto.subtle.digest('SHA-256', seed))
  const random = encodeBase64(digest.subarray(0, ID_BYTES))
  return encodeSessionId({ apiKey, location: '', createdAt: 0, random, mediaMode: 'routed' })
}
