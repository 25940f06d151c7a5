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

/** The parameters of `generate_token` by their names. */
export interface NamedTokenParameters {
  session_id: string
  role?: Role | '' | null
  expire_time?: number | null
  connection_data?: string | null
}

/** A session, as that documentation has it. */
export class OpenTokSession {
  readonly session_id: string
  /** The same, as Node's library called it. */
  readonly sessionId: string

  /** @internal Sessions come from `create_session`. */
  constructor(sessionId: string) {
    this.session_id = sessionId
    this.sessionId = sessionId
  }

  /** The session's ID. */
  getSessionId(): string {
    return this.session_id
  }
}

/**
 * The server library of OpenTok's original documentation, its answers as promises.
 *
 * The location is sent as it is given, and so are the properties: that generation did not
 * validate them. Tokens are T1. A session is peer-to-peer only where it is asked for.
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
   * @param location a hint of where the clients will be: an IP address; empty for none. It may be left out.
   * @throws {AuthenticationError} | {@link RequestError} in one of its other kinds
   *
   * @example
   * const session = await opentok.create_session('127.0.0.1', { [SessionPropertyConstants.P2P_PREFERENCE]: 'enabled' })
   */
  async create_session(
    location: string | null | SessionProperties = '',
    properties: SessionProperties = {},
  ): Promise<OpenTokSession> {
    if (typeof location === 'object' && location !== null) return this.create_session('', location)
    if (location !== null && typeof location !== 'string')
      throw new ValidationError('location', 'must be text')
    const form = new URLSearchParams({ location: location ?? '' })
    for (const [name, value] of Object.entries(properties ?? {})) {
      if (value !== undefined) form.set(name, String(value))
    }
    return new OpenTokSession(await this.#endpoint.create(form))
  }

  /** The same as {@link create_session}. */
  createSession(...parameters: Parameters<OpenTokSDK['create_session']>): Promise<OpenTokSession> {
    return this.create_session(...parameters)
  }

  /**
   * Makes a T1 token with which one client connects to a session. Nothing is sent. The parameters can be
   * given one by one, as in PHP and Python, or by their names, as in Node and Ruby.
   *
   * @param expireTime seconds since the epoch; 24 hours from now where it is left out, at most 30 days
   * @param connectionData text that the other clients see; at most 1000 bytes
   * @throws {ValidationError} | {@link SessionIdError}
   *
   * @example
   * await opentok.generate_token(session.session_id, RoleConstants.PUBLISHER, undefined, 'name=Ada')
   * await opentok.generate_token({ session_id: session.session_id, connection_data: 'name=Ada' })
   */
  generate_token(
    session: string | NamedTokenParameters,
    role?: Role | '' | null,
    expireTime?: number | null,
    connectionData?: string | null,
  ): Promise<string> {
    if (typeof session === 'object') {
      return this.generate_token(
        session.session_id,
        session.role,
        session.expire_time,
        session.connection_data,
      )
    }
    const options = {
      role: role || RoleConstants.PUBLISHER,
      expireTime: expireTime ?? undefined,
      data: connectionData ?? '',
      format: 'T1' as const,
    }
    return generateToken(session, options, this.#signer)
  }

  /** The same as {@link generate_token}. */
  generateToken(...parameters: Parameters<OpenTokSDK['generate_token']>): Promise<string> {
    return this.generate_token(...parameters)
  }
}
