import { decodeBase64, decodeBase64Text, encodeBase64Url } from '../base64.ts'
import { TokenError } from '../errors.ts'
import { hmacSign, hmacVerify, importHmacKey } from '../hmac.ts'

/** A JSON object, as a JWT's header and payload are. */
export type JwtClaims = Record<string, unknown>

/** A JWT (RFC 7519) taken apart; nothing of it has been verified. */
export interface DecodedJwt {
  header: JwtClaims
  claims: JwtClaims
  /** The first two parts as they came: the signed text. */
  signingInput: string
  signature: Uint8Array<ArrayBuffer>
}

/** Whether a signature is the HMAC-SHA256 of a text with a secret, compared in constant time. */
export type HmacVerifier = (
  signature: Uint8Array<ArrayBuffer>,
  text: string,
  secret: string,
) => boolean | Promise<boolean>

const verifyByWebCrypto: HmacVerifier = async (signature, text, secret) =>
  hmacVerify(await importHmacKey(secret, 'SHA-256'), signature, text)

const encoder = new TextEncoder()
const HS256_HEADER = encodeJson({ alg: 'HS256', typ: 'JWT' })

/** Signs claims, in the order given, as a JWT with HS256; the key is the secret's UTF-8 bytes. */
export async function signJwt(claims: JwtClaims, secret: string): Promise<string> {
  const signingInput = `${HS256_HEADER}.${encodeJson(claims)}`
  const signature = await hmacSign(await importHmacKey(secret, 'SHA-256'), signingInput)
  return `${signingInput}.${encodeBase64Url(signature)}`
}

/**
 * Takes a JWT apart without verifying it.
 *
 * @throws {TokenError} `malformed`
 */
export function decodeJwt(token: string): DecodedJwt {
  const [header, claims, signature, ...rest] = token.split('.')
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) {
    throw new TokenError('malformed', 'This is not a JWT: one has three parts with dots between them')
  }
  const signatureBytes = decodeBase64(signature)
  if (signatureBytes === undefined) {
    throw new TokenError('malformed', 'This is not a JWT: its signature is not base64url')
  }
  return {
    header: decodeJson(header, 'header'),
    claims: decodeJson(claims, 'payload'),
    signingInput: `${header}.${claims}`,
    signature: new Uint8Array(signatureBytes),
  }
}

/**
 * Verifies that the secret signed the JWT with HS256. Times are the caller's to check.
 *
 * @param verify replaces WebCrypto, to verify thousands of signatures a second
 * @throws {TokenError} `signature`, for another algorithm (`none` included) too
 */
export async function verifyJwtSignature(
  jwt: DecodedJwt,
  secret: string,
  verify: HmacVerifier = verifyByWebCrypto,
): Promise<void> {
  if (jwt.header.alg !== 'HS256') {
    throw new TokenError(
      'signature',
      'The token is not signed with HS256, the one algorithm of OpenTok projects',
    )
  }
  if (!(await verify(jwt.signature, jwt.signingInput, secret))) {
    throw new TokenError('signature', "The token was not signed with this project's API secret")
  }
}

function encodeJson(value: JwtClaims): string {
  return encodeBase64Url(encoder.encode(JSON.stringify(value)))
}

function decodeJson(part: string, name: string): JwtClaims {
  const text = decodeBase64Text(part)
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JwtClaims
  } catch {
    // The error below is enough: the message of the JSON parser would quote the token.
  }
  throw new TokenError('malformed', `This is not a JWT: its ${name} is not a JSON object in base64url`)
}
