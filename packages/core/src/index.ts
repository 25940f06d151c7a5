// The client
export { OpenTok, type OpenTokOptions } from './client.ts'
// Time and randomness, to be injected
export { type Clock, systemClock } from './clock.ts'
// Errors
export {
  AbortedError,
  AuthenticationError,
  HttpError,
  isOpenTokError,
  NetworkError,
  OpenTokError,
  type OpenTokErrorCode,
  type OpenTokErrors,
  ParseError,
  RequestError,
  type RequestTarget,
  ResponseError,
  SessionIdError,
  TimeoutError,
  TokenError,
  type TokenFault,
  ValidationError,
} from './errors.ts'
export { createProjectAuth } from './project-auth.ts'
export { OPENTOK_API_URL, type ProjectOptions } from './project-options.ts'
export { type RandomSource, systemRandom, toHex } from './random.ts'
export { redact } from './redact.ts'
export {
  ARCHIVE_RESOLUTIONS,
  type ArchiveMode,
  type ArchiveResolution,
  isIPv4,
  Session,
  type SessionOptions,
  type SessionProperties,
} from './session.ts'
export type { TransportOptions } from './session-endpoint.ts'

// Session IDs
export {
  decodeSessionId,
  encodeSessionId,
  type MediaMode,
  type SessionIdFields,
  type SessionIdSource,
} from './session-id.ts'
// Connection tokens
export {
  generateToken,
  ROLES,
  type Role,
  readToken,
  type Token,
  type TokenFormat,
  type TokenOptions,
  type TokenSigner,
  verifyToken,
} from './token/index.ts'
