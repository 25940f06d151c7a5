import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Clock } from '@opentok-sandbox/core'
import { readToken, type Token, TokenError, verifyToken } from '@opentok-sandbox/core'
import {
  checkTimes,
  type DecodedJwt,
  decodeJwt,
  type HmacVerifier,
  verifyJwtSignature,
} from '@opentok-sandbox/core/token'
import type { KnownProject } from './project.ts'

/**
 * Verifies that a project signed a JWT: an OpenTok project with HS256 and its secret, a Vonage application with
 * RS256 and its private key. Times are the caller's to check.
 *
 * @throws {TokenError} `signature`
 */
export async function verifySignature({ key }: KnownProject, text: string, jwt: DecodedJwt): Promise<void> {
  if (key === undefined) return
  if (key.kind === 'secret') return verifyJwtSignature(jwt, key.secret, verifyHmac)
  await verifyRs256(text, key.pem)
}

/**
 * Verifies a connection token of either kind of project, and its times.
 *
 * @throws {TokenError} whose `fault` says what is wrong
 */
export async function verifyConnectionToken(
  { clock }: { clock: Pick<Clock, 'now'> },
  { key }: KnownProject,
  text: string,
): Promise<Token> {
  const token = readToken(text)
  if (key === undefined) return token
  if (key.kind === 'secret' && token.format === 'T1') return verifyToken(text, key.secret, { clock })
  if (key.kind === 'secret') {
    // Also lets clients that connect at the same time be admitted in their order.
    await verifyJwtSignature(decodeJwt(text), key.secret, verifyHmac)
    checkTimes(token, Math.floor(clock.now() / 1000))
    return token
  }
  if (token.format !== 'JWT') {
    throw new TokenError('signature', 'The tokens of a Vonage application are JWTs, and this one is not')
  }
  await verifyRs256(text, key.pem)
  checkTimes(token, Math.floor(clock.now() / 1000))
  return token
}

const encoder = new TextEncoder()

/** A server is asked thousands of times a second: WebCrypto takes longer to change threads than to compute. */
const verifyHmac: HmacVerifier = (signature, text, secret) => {
  const expected = hmac(sha256, encoder.encode(secret), encoder.encode(text))
  let difference = expected.length ^ signature.length
  for (const [i, byte] of expected.entries()) difference |= byte ^ (signature[i] ?? 0)
  return difference === 0
}

async function verifyRs256(text: string, pem: string): Promise<void> {
  // Few sandboxes have an application: the others do not load the library.
  const { compactVerify, importSPKI } = await import('jose')
  let key: Awaited<ReturnType<typeof importSPKI>>
  try {
    key = await importSPKI(pem, 'RS256')
  } catch {
    throw new TokenError('signature', "The application's public key is not an RSA key in PEM form")
  }
  try {
    await compactVerify(text, key, { algorithms: ['RS256'] })
  } catch {
    throw new TokenError('signature', "The token was not signed with this application's private key")
  }
}
