import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { signJwt } from '@opentok-sandbox/core/token'
import { isApplicationId } from '../auth/project.ts'

/**
 * The JWT of a secure callback (platform facts §9.2): signed with the signature secret of its type, and over a digest of
 * the body as it is sent.
 */
export function signCallback(
  body: Uint8Array,
  secret: string,
  { apiKey, id, time }: { apiKey: string; id: string; time: number },
): Promise<string> {
  const claims = {
    iat: Math.floor(time / 1000),
    jti: id,
    iss: 'Vonage',
    payload_hash: bytesToHex(sha256(body)),
    ...(isApplicationId(apiKey) ? { application_id: apiKey } : { api_key: apiKey }),
  }
  return signJwt(claims, secret)
}
