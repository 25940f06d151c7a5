import { ValidationError } from './errors.ts'

/** The digests that OpenTok signs with: SHA-256 in a JWT, SHA-1 in a T1 token. */
export type HmacDigest = 'SHA-256' | 'SHA-1'

const encoder = new TextEncoder()

/** Importing a key takes as long as signing with it. */
const MOST_KEYS = 16
const keys = new Map<string, CryptoKey>()

/**
 * Imports a secret's UTF-8 bytes as a key for {@link hmacSign} and {@link hmacVerify}.
 *
 * @throws {ValidationError} where there is no WebCrypto, as in a page over plain http
 */
export async function importHmacKey(secret: string, digest: HmacDigest): Promise<CryptoKey> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new ValidationError(
      'crypto.subtle',
      'is not available. Open the page over https, or as http://localhost',
    )
  }
  const name = `${digest} ${secret}`
  const known = keys.get(name)
  if (known) return known
  const algorithm = { name: 'HMAC', hash: digest }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, [
    'sign',
    'verify',
  ])
  // A process has a secret or two; one that tries out many keeps the latest.
  const [oldest] = keys.keys()
  if (keys.size >= MOST_KEYS && oldest !== undefined) keys.delete(oldest)
  keys.set(name, key)
  return key
}

/** The HMAC of a text's UTF-8 bytes. */
export async function hmacSign(key: CryptoKey, text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)))
}

/** Whether `signature` is the HMAC of the text's UTF-8 bytes, compared in constant time. */
export function hmacVerify(
  key: CryptoKey,
  signature: Uint8Array<ArrayBuffer>,
  text: string,
): Promise<boolean> {
  return crypto.subtle.verify('HMAC', key, signature, encoder.encode(text))
}
