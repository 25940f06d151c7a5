// What the requests of TURN clients say, and how they are refused (RFC 8656 §7 to §12).

import { ATTRIBUTE, type ReceivedStunMessage, type StunAttribute, StunError } from './stun-message.ts'
import { type Endpoint, readUint32, readXorAddress } from './stun-values.ts'

/** A request cannot be fulfilled. */
export class TurnError extends Error {
  override readonly name = 'TurnError'
  readonly code: number
  readonly attributes: readonly StunAttribute[]

  constructor(code: number, reason: string, attributes: readonly StunAttribute[] = []) {
    super(reason)
    this.code = code
    this.attributes = attributes
  }
}

/** In seconds (RFC 8656 §7.2, §9 and §12). */
export const LIFETIME = { allocation: 600, longest: 3600, permission: 300, channel: 600 }

/** The attributes of requests that the relay understands; of others that it would have to, it says so. */
const KNOWN = new Set<number>(Object.values(ATTRIBUTE))

/** @throws {TurnError} 420 naming the attributes that would have to be understood (RFC 8489 §6.3.1) */
export function refuseUnknown({ attributes }: ReceivedStunMessage): void {
  const unknown = attributes.map(({ type }) => type).filter((type) => type < 0x8000 && !KNOWN.has(type))
  if (unknown.length === 0) return
  const value = Buffer.from(Uint16Array.from(unknown).buffer).swap16()
  throw new TurnError(420, 'Unknown Attribute', [{ type: ATTRIBUTE.unknownAttributes, value }])
}

/** @throws what is no fault of the client */
export function badRequest(error: unknown): TurnError {
  if (error instanceof StunError) return new TurnError(400, 'Bad Request')
  throw error
}

export const find = ({ attributes }: ReceivedStunMessage, wanted: number) =>
  attributes.find(({ type }) => type === wanted)?.value

export const has = (message: ReceivedStunMessage, type: number) => find(message, type) !== undefined

export function readText(message: ReceivedStunMessage, type: number): string | undefined {
  const value = find(message, type)
  return value && Buffer.from(value).toString()
}

export function readPeers({ attributes, transactionId }: ReceivedStunMessage): Endpoint[] {
  return attributes
    .filter(({ type }) => type === ATTRIBUTE.xorPeerAddress)
    .map(({ value }) => readXorAddress(value, transactionId))
}

export function readLifetime(message: ReceivedStunMessage): number {
  const value = find(message, ATTRIBUTE.lifetime)
  const asked = value ? readUint32(value) : LIFETIME.allocation
  return asked === 0 ? 0 : Math.min(Math.max(asked, LIFETIME.allocation), LIFETIME.longest)
}
