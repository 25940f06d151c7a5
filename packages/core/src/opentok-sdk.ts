// The names, arguments and defaults of OpenTok's server libraries of 2011 to 2014, over today's wire.

import { ValidationError } from './errors.ts'
import { type ProjectOptions, readProjectOptions } from './project-options.ts'
import { SessionEndpoint, type TransportOptions } from './session-endpoint.ts'
import { generateToken, type Role, type TokenSigner } from './token/index.ts'

/** The roles, as that documentation names them. */
export const RoleConstants = {
  SUBSCRIBER: 'subscriber',
  PUBLISHER: 'publisher',
  MODERATOR: 'moderator',
} as const

/** The names of session properties. */
export const SessionPropertyConstants = {
  P2P_PREFERENCE: 'p2p.preference',
} as const

/** Properties of a session, sent as they are: `{ 'p2p.preference': 'enabled' }` asks for peer-to-peer. */
export type SessionProperties = { [name: string]: string | undefined }

/** A session, as that documentation has it. */
export class OpenTokSession {
  readonly session_id: string

  /** @internal Sessions come from `create_session`. */
  constructor(sessionId: string) {
    this.session_id = sessionId
  }

  /** The session's ID. */
  getSessionId(): string {
    return this.session_id
  }
}

/**
 * The server library of OpenTok's original documentation, its answers as promises.
 *
 * The location is sent as it is given, and so are the properties: that generation left it to OpenTok to
 * refuse them. Tokens are T1. A session is peer-to-peer only where it is asked for.
 *
 * @example
 * const opentok = new OpenTokSDK('123456', apiSecret)
 * const session = await opentok.create_session('127.0.0.1', { 'p2p.preference': 'enabled' })
 * const token = await opentok.generate_token(session.session_id, RoleConstants.MODERATOR)
 */
export class OpenTokSDK {
  readonly #signer: TokenSigner
  readonly #endpoint: SessionEndpoint

  /**
   * @param options those of today's client, such as `apiUrl`
   * @throws {ValidationError} if an argument is wrong, or a secret would be shown to a browser
   */
  constructor(
    apiKey: string | number,
    apiSecret: string,
    options: Omit<ProjectOptions, 'apiKey' | 'apiSecret'> & TransportOptions = {},
  ) {
    const project = readProjectOptions({ ...options, apiKey, apiSecret })
    this.#signer = { ...project, clock: options.clock, random: options.random }
    this.#endpoint = new SessionEndpoint(project, options)
  }

  /**
   * Creates a session.
   *
   * @param location a hint of where the clients will be: an IP address; empty for none
   * @throws {AuthenticationError} | {@link RequestError} in one of its other kinds
   *
   * @example
   * const session = await opentok.create_session()
   */
  async create_session(location = '', properties: SessionProperties = {}): Promise<OpenTokSession> {
    if (typeof location !== 'string') throw new ValidationError('location', 'must be text')
    const form = new URLSearchParams({ location })
    for (const [name, value] of Object.entries(properties)) {
      if (value !== undefined) form.set(name, String(value))
    }
    return new OpenTokSession(await this.#endpoint.create(form))
  }

  /**
   * Makes a T1 token with which one client connects to a session. Nothing is sent.
   *
   * @param expireTime seconds since the epoch; 24 hours from now where it is left out, at most 30 days
   * @param connectionData text that the other clients see; at most 1000 bytes
   * @throws {ValidationError} | {@link SessionIdError}
   *
   * @example
   * const token = await opentok.generate_token(session.session_id, RoleConstants.PUBLISHER, undefined, 'name=Ada')
   */
  generate_token(
    sessionId: string,
    role: Role = RoleConstants.PUBLISHER,
    expireTime?: number,
    connectionData = '',
  ): Promise<string> {
    return generateToken(sessionId, { role, expireTime, data: connectionData, format: 'T1' }, this.#signer)
  }
}
