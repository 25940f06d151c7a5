/**
 * Every way in which this package fails, as a closed union: `switch (error.code)` is exhaustive.
 *
 * - `validation`: an option is wrong; nothing was sent.
 * - `authentication`: OpenTok refused the API key, the secret or the JWT (HTTP 401 or 403).
 * - `http`: any other answer that is not a success, a redirect included.
 * - `network`: no answer came.
 * - `timeout`: no complete answer came in time.
 * - `aborted`: the caller's `AbortSignal` fired.
 * - `parse`: the answer is not one that OpenTok documents.
 * - `session-id`: a session ID cannot be decoded, or belongs to another API key.
 * - `token`: a connection token is malformed, badly signed, expired or not valid yet.
 */
export type OpenTokErrorCode =
  | 'validation'
  | 'authentication'
  | 'http'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'parse'
  | 'session-id'
  | 'token'

/** Marks the errors of every copy of this package. */
const BRAND = Symbol.for('@opentok-sandbox/core error')

/**
 * The base of every error that this package throws. Neither the message nor any property contains an API
 * secret, a whole token or a `Request`.
 *
 * @example
 * try {
 *   await opentok.createSession()
 * } catch (error) {
 *   if (error instanceof OpenTokError && error.code === 'authentication') askForTheSecretAgain()
 * }
 */
export class OpenTokError extends Error {
  override readonly name: string = 'OpenTokError'
  readonly code: OpenTokErrorCode
  /** @internal */
  readonly [BRAND] = true

  constructor(code: OpenTokErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** An option has a value that OpenTok does not document. `option` names it as the caller wrote it. */
export class ValidationError extends OpenTokError {
  override readonly name = 'ValidationError'
  readonly option: string

  constructor(option: string, message: string) {
    super('validation', `${option}: ${message}`)
    this.option = option
  }
}

/** The session ID cannot be used: it does not decode, or it was made for another API key. */
export class SessionIdError extends OpenTokError {
  override readonly name = 'SessionIdError'

  constructor(message: string) {
    super('session-id', message)
  }
}

/** What is wrong with a connection token. */
export type TokenFault = 'malformed' | 'signature' | 'expired' | 'not-yet-valid'

/** The connection token cannot be used; `fault` says why. The message never contains the token. */
export class TokenError extends OpenTokError {
  override readonly name = 'TokenError'
  readonly fault: TokenFault

  constructor(fault: TokenFault, message: string) {
    super('token', message)
    this.fault = fault
  }
}

/** Where a request went: the method and the URL, without query and credentials. */
export interface RequestTarget {
  method: string
  url: string
}

type RequestErrorCode = Exclude<OpenTokErrorCode, 'validation' | 'session-id' | 'token'>

/** A request to OpenTok did not end in a session. The message ends in `(METHOD url)`. */
export class RequestError extends OpenTokError {
  override readonly name: string = 'RequestError'
  readonly method: string
  readonly url: string

  constructor(code: RequestErrorCode, message: string, target: RequestTarget, options?: ErrorOptions) {
    super(code, `${message} (${target.method} ${target.url})`, options)
    this.method = target.method
    this.url = target.url
  }
}

/** OpenTok's answer is a refusal, or is not one that it documents. */
export class ResponseError extends RequestError {
  override readonly name: string = 'ResponseError'
  /** The HTTP status of the answer. */
  readonly status: number

  constructor(
    code: 'authentication' | 'http' | 'parse',
    message: string,
    target: RequestTarget,
    status: number,
    options?: ErrorOptions,
  ) {
    super(code, `${message} [HTTP ${status}]`, target, options)
    this.status = status
  }
}

/** OpenTok refused the API key, its secret or the JWT. */
export class AuthenticationError extends ResponseError {
  override readonly name = 'AuthenticationError'

  constructor(message: string, target: RequestTarget, status: number) {
    super('authentication', message, target, status)
  }
}

/** OpenTok answered with an error status other than that for a refused key. */
export class HttpError extends ResponseError {
  override readonly name = 'HttpError'

  constructor(message: string, target: RequestTarget, status: number) {
    super('http', message, target, status)
  }
}

/** The answer is not one of OpenTok's: not XML or JSON, cut short, too long, or without a session ID. */
export class ParseError extends ResponseError {
  override readonly name = 'ParseError'

  constructor(message: string, target: RequestTarget, status: number, options?: ErrorOptions) {
    super('parse', message, target, status, options)
  }
}

/** No answer came: the host is unknown or unreachable, or the connection broke. */
export class NetworkError extends RequestError {
  override readonly name = 'NetworkError'

  constructor(target: RequestTarget, options?: ErrorOptions) {
    super(
      'network',
      'No answer came from OpenTok. Check that the API URL is correct and reachable',
      target,
      options,
    )
  }
}

/** No complete answer came within the client's `timeout`. */
export class TimeoutError extends RequestError {
  override readonly name = 'TimeoutError'

  constructor(milliseconds: number, target: RequestTarget) {
    super('timeout', `No complete answer came within ${milliseconds} ms`, target)
  }
}

/** The caller's `AbortSignal` fired; `cause` is its reason. */
export class AbortedError extends RequestError {
  override readonly name = 'AbortedError'

  constructor(target: RequestTarget, options?: ErrorOptions) {
    super('aborted', 'The request was aborted', target, options)
  }
}

/** The classes of errors, by their code. */
export interface OpenTokErrors {
  validation: ValidationError
  authentication: AuthenticationError
  http: HttpError
  network: NetworkError
  timeout: TimeoutError
  aborted: AbortedError
  parse: ParseError
  'session-id': SessionIdError
  token: TokenError
}

/**
 * Whether something that was thrown is an error of this package, and of this code. Unlike `instanceof` it also knows the
 * errors of another copy of the package, which a bundler or a package manager may have made.
 *
 * @example
 * if (isOpenTokError(error, 'token')) console.log(error.fault)
 */
export function isOpenTokError<Code extends OpenTokErrorCode = OpenTokErrorCode>(
  error: unknown,
  code?: Code,
): error is OpenTokErrors[Code] {
  if (typeof error !== 'object' || error === null || !(BRAND in error)) return false
  return code === undefined || ('code' in error && error.code === code)
}
