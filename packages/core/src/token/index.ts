// Making and reading connection tokens, without the HTTP client.
export {
  DEFAULT_TOKEN_LIFETIME,
  isRole,
  ROLES,
  type Role,
  type Token,
  type TokenFormat,
  type TokenOptions,
} from './claims.ts'
export { generateToken, type TokenSigner } from './generate.ts'
// The JWT of both tokens and REST requests.
export {
  type DecodedJwt,
  decodeJwt,
  type HmacVerifier,
  type JwtClaims,
  signJwt,
  verifyJwtSignature,
} from './jwt.ts'
export { CLOCK_TOLERANCE, checkTimes, readToken, verifyToken } from './read.ts'
