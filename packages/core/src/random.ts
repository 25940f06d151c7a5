/** A source of random bytes: `random(16)` gives sixteen of them. */
export type RandomSource = (length: number) => Uint8Array

/** Random bytes from the platform's cryptographic generator. */
export const systemRandom: RandomSource = (length) => crypto.getRandomValues(new Uint8Array(length))

/** Bytes as lower-case hexadecimal text. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
