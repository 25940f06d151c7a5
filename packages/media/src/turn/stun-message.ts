// The STUN message (RFC 8489 §5): type, length, cookie, transaction ID, and attributes padded to four bytes.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** What tells STUN from everything else (RFC 8489 §5). */
export const MAGIC_COOKIE = 0x2112a442

/** The methods of STUN and TURN (RFC 8489 §18.2, RFC 8656 §17). */
export const METHOD = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const

/** Whether a message asks, tells, or answers (RFC 8489 §5). */
export type StunClass = 'request' | 'indication' | 'success' | 'error'

const CLASSES: readonly StunClass[] = ['request', 'indication', 'success', 'error']

/** The attributes (RFC 8489 §18.3, RFC 8656 §18). */
export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  software: 0x8022,
  fingerprint: 0x8028,
} as const

/** One attribute as it is on the wire, without its padding. */
export interface StunAttribute {
  type: number
  value: Uint8Array
}

/** A message, before it is encoded. */
export interface StunMessage {
  class: StunClass
  method: number
  /** 12 bytes. */
  transactionId: Uint8Array
  attributes: readonly StunAttribute[]
}

/** A message that has come. */
export interface ReceivedStunMessage extends StunMessage {
  /** Whether its MESSAGE-INTEGRITY was made with this key; false where it has none. */
  hasIntegrity(key: Uint8Array): boolean
}

const HEADER = 20
const INTEGRITY = 24
const FINGERPRINT = 8
/** What the CRC of a fingerprint is combined with: "STUN" (RFC 8489 §14.7). */
const FINGERPRINT_MASK = 0x5354554e

/** The bytes are not a STUN message. */
export class StunError extends Error {
  override readonly name = 'StunError'
}

/** Whether bytes look like a STUN message, and not like ChannelData or media. */
export function isStun(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER && (bytes[0] ?? 0xff) < 0x40 && view(bytes).getUint32(4) === MAGIC_COOKIE
}

/**
 * Decodes a message. Attributes after MESSAGE-INTEGRITY are left out, since nobody vouches for them (RFC 8489 §14.5).
 *
 * @throws {StunError} naming the offset of what is wrong
 */
export function decodeStun(bytes: Uint8Array): ReceivedStunMessage {
  if (!isStun(bytes)) throw new StunError('Not a STUN message: the cookie at byte 4 is missing')
  const data = view(bytes)
  const type = data.getUint16(0)
  const length = data.getUint16(2)
  if (length % 4 !== 0 || HEADER + length !== bytes.length)
    throw new StunError(
      `The length at byte 2 is ${length}, and ${bytes.length - HEADER} bytes follow the header`,
    )
  const attributes: StunAttribute[] = []
  let integrityAt: number | undefined
  for (let at = HEADER; at < bytes.length; ) {
    const size = data.getUint16(at + 2)
    const end = at + 4 + size
    if (end > bytes.length) throw new StunError(`The attribute at byte ${at} is longer than the message`)
    const attribute = { type: data.getUint16(at), value: bytes.subarray(at + 4, end) }
    if (attribute.type === ATTRIBUTE.fingerprint) checkFingerprint(bytes, at, attribute.value)
    else if (integrityAt === undefined) attributes.push(attribute)
    if (attribute.type === ATTRIBUTE.messageIntegrity) integrityAt ??= at
    at = end + padding(size)
  }
  return {
    ...readType(type),
    transactionId: bytes.subarray(8, HEADER),
    attributes,
    hasIntegrity(key) {
      if (integrityAt === undefined) return false
      const given = bytes.subarray(integrityAt + 4, integrityAt + INTEGRITY)
      const expected = sign(bytes.subarray(0, integrityAt), key)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

/**
 * Encodes a message.
 *
 * @param key signs it with MESSAGE-INTEGRITY
 */
export function encodeStun(message: StunMessage, key?: Uint8Array): Buffer {
  const parts = message.attributes.map(encodeAttribute)
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(HEADER)
  head.writeUInt16BE(writeType(message), 0)
  head.writeUInt16BE(body.length, 2)
  head.writeUInt32BE(MAGIC_COOKIE, 4)
  head.set(message.transactionId, 8)
  const bytes = Buffer.concat([head, body])
  if (key === undefined) return bytes
  const signed = { type: ATTRIBUTE.messageIntegrity, value: sign(bytes, key) }
  bytes.writeUInt16BE(body.length + INTEGRITY, 2)
  return Buffer.concat([bytes, encodeAttribute(signed)])
}

/** The HMAC over a message, its length set as if it ended with MESSAGE-INTEGRITY (RFC 8489 §14.5). */
function sign(before: Uint8Array, key: Uint8Array): Buffer {
  const copy = Buffer.from(before)
  copy.writeUInt16BE(before.length - HEADER + INTEGRITY, 2)
  return createHmac('sha1', key).update(copy).digest()
}

function checkFingerprint(bytes: Uint8Array, at: number, value: Uint8Array): void {
  if (value.length !== 4 || at + FINGERPRINT !== bytes.length)
    throw new StunError(`The fingerprint at byte ${at} is not the last attribute`)
  const expected = (crc32(Buffer.from(bytes.subarray(0, at))) ^ FINGERPRINT_MASK) >>> 0
  if (view(value).getUint32(0) !== expected) throw new StunError(`The fingerprint at byte ${at} is wrong`)
}

function encodeAttribute({ type, value }: StunAttribute): Buffer {
  const bytes = Buffer.alloc(4 + value.length + padding(value.length))
  bytes.writeUInt16BE(type, 0)
  bytes.writeUInt16BE(value.length, 2)
  bytes.set(value, 4)
  return bytes
}

const padding = (length: number) => (4 - (length % 4)) % 4

/** The bits of the class are between those of the method: M11–M7 C1 M6–M4 C0 M3–M0 (RFC 8489 §5). */
function readType(type: number): { class: StunClass; method: number } {
  const number = ((type & 0x100) >> 7) | ((type & 0x10) >> 4)
  const method = ((type & 0x3e00) >> 2) | ((type & 0xe0) >> 1) | (type & 0xf)
  return { class: CLASSES[number] as StunClass, method }
}

function writeType({ class: name, method }: StunMessage): number {
  const number = CLASSES.indexOf(name)
  const bits = ((method & 0xf80) << 2) | ((method & 0x70) << 1) | (method & 0xf)
  return bits | ((number & 2) << 7) | ((number & 1) << 4)
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
