import { loadOnce } from './load-once.ts'
import { type ProjectOptions, readProjectOptions } from './project-options.ts'
import { readSessionOptions, Session, type SessionOptions, toFormFields } from './session.ts'
import { SessionEndpoint, type TransportOptions } from './session-endpoint.ts'
import type { TokenOptions } from './token/claims.ts'
import type { TokenSigner } from './token/generate.ts'

const loadTokenMaker = loadOnce(() => import('./token/generate.ts'))

/** Options of {@link OpenTok}. */
export interface OpenTokOptions extends ProjectOptions, TransportOptions {}

/**
 * The session client: creates sessions and tokens, in Node, in browsers and in workers.
 *
 * @example
 * const opentok = new OpenTok({ apiKey: '123456', apiSecret })
 * const session = await opentok.createSession({ mediaMode: 'routed' })
 * const token = await session.generateToken({ role: 'moderator' })
 */
export class OpenTok {
  readonly apiKey: string
  readonly apiUrl: string
  readonly #signer: TokenSigner
  readonly #endpoint: SessionEndpoint

  /** @throws {ValidationError} if an option is wrong, or a secret would be shown to a browser */
  constructor(options: OpenTokOptions = {}) {
    const project = readProjectOptions(options)
    this.apiKey = project.apiKey
    this.apiUrl = project.apiUrl
    this.#signer = { ...project, clock: options.clock, random: options.random }
    this.#endpoint = new SessionEndpoint(project, options)
  }

  /**
   * Creates a session.
   *
   * @throws {ValidationError} if an option is wrong; nothing is sent then
   * @throws {AuthenticationError} if OpenTok refuses the API key or the secret
   * @throws {RequestError} in one of its other kinds; see {@link OpenTokErrorCode}
   *
   * @example
   * const { sessionId } = await opentok.createSession({ location: '12.34.56.78' })
   */
  async createSession(
    options: SessionOptions = {},
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Session> {
    const properties = readSessionOptions(options)
    const sessionId = await this.#endpoint.create(toFormFields(properties), signal)
    return new Session(sessionId, this.apiKey, properties, (tokenOptions) =>
      this.generateToken(sessionId, tokenOptions),
    )
  }

  /**
   * Makes a token with which one client connects to a session. Nothing is sent.
   *
   * @throws {ValidationError} if an option is wrong
   * @throws {SessionIdError} if the session belongs to another API key
   *
   * @example
   * const token = await opentok.generateToken(sessionId, { role: 'subscriber', expiresIn: 3600 })
   */
  async generateToken(sessionId: string, options: TokenOptions = {}): Promise<string> {
    // An app that only creates sessions does not load it.
    const { generateToken } = await loadTokenMaker()
    return generateToken(sessionId, options, this.#signer)
  }
}
