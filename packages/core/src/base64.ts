/** Base64 with `+`, `/` and padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Base64 with `-` and `_`, without padding (RFC 4648 §5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return toBase64Url(encodeBase64(bytes))
}

/** Converts base64 to base64url. */
export function toBase64Url(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * Decodes either alphabet, with whole, partial or no padding: the OpenTok SDKs of fifteen years differ in
 * all three.
 *
 * @returns the bytes, or `undefined` if the text is not base64
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const plain = text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/={0,2}$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || plain.length % 4 === 1) return undefined
  const binary = atob(plain)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes base64 that holds UTF-8 text; `undefined` if it is not base64, or not UTF-8. */
export function decodeBase64Text(text: string): string | undefined {
  const bytes = decodeBase64(text)
  if (bytes === undefined) return undefined
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}
