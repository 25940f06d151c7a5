import { decodeBase64Text, encodeBase64 } from '../base64.ts'
import { TokenError } from '../errors.ts'
import { hmacSign, hmacVerify, importHmacKey } from '../hmac.ts'
import { toHex } from '../random.ts'

/** A marker; it is not part of the base64 after it. */
export const T1_SENTINEL = 'T1=='

/** A T1 token taken apart; nothing of it has been verified. */
export interface DecodedT1 {
  apiKey: string
  /** Lower-case hexadecimal HMAC-SHA1 of `data`. */
  signature: string
  /** URL-encoded pairs exactly as they were signed: order and encoding differ between the SDKs. */
  data: string
}

const encoder = new TextEncoder()

/** Signs URL-encoded pairs as a T1 token (rest facts §4.1). */
export async function signT1(apiKey: string, data: string, secret: string): Promise<string> {
  const signature = toHex(await hmacSign(await importHmacKey(secret, 'SHA-1'), data))
  return T1_SENTINEL + encodeBase64(encoder.encode(`partner_id=${apiKey}&sig=${signature}:${data}`))
}

/**
 * Takes a T1 token apart without verifying it.
 *
 * @throws {TokenError} `malformed`
 */
export function decodeT1(token: string): DecodedT1 {
  const text = token.startsWith(T1_SENTINEL) ? decodeBase64Text(token.slice(T1_SENTINEL.length)) : undefined
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0) {
    throw new TokenError(
      'malformed',
      'This is not a T1 token: what follows T1== is not base64 of "partner_id=…:…"',
    )
  }
  const head = new URLSearchParams(text.slice(0, colon))
  const apiKey = head.get('partner_id')
  const signature = head.get('sig')
  if (!apiKey || !signature) {
    throw new TokenError('malformed', 'This is not a T1 token: it has no partner_id or no sig')
  }
  return { apiKey, signature, data: text.slice(colon + 1) }
}

/**
 * Verifies that the secret signed the T1 token. Times are the caller's to check.
 *
 * @throws {TokenError} `signature`
 */
export async function verifyT1Signature(t1: DecodedT1, secret: string): Promise<void> {
  const key = await importHmacKey(secret, 'SHA-1')
  const bytes = Uint8Array.from(t1.signature.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))
  if (!/^[0-9a-f]{40}$/.test(t1.signature) || !(await hmacVerify(key, bytes, t1.data))) {
    throw new TokenError('signature', "The token was not signed with this project's API secret")
  }
}
