// The values of STUN and TURN attributes (RFC 8489 §14, RFC 8656 §18).

import { isIPv4, SocketAddress } from 'node:net'
import { ATTRIBUTE, MAGIC_COOKIE, type StunAttribute, StunError } from './stun-message.ts'

/** An address and a port. */
export interface Endpoint {
  address: string
  port: number
}

/** The key of an endpoint in a map. */
export const keyOf = ({ address, port }: Endpoint) => `${address} ${port}`

const FAMILY = { v4: 1, v6: 2 }

/** An address, combined with the cookie and, for IPv6, with the transaction ID (RFC 8489 §14.2). */
export function xorAddress(
  type: number,
  { address, port }: Endpoint,
  transactionId: Uint8Array,
): StunAttribute {
  const bytes = isIPv4(address) ? parseIPv4(address) : parseIPv6(address)
  const value = Buffer.alloc(4 + bytes.length)
  value.writeUInt8(bytes.length === 4 ? FAMILY.v4 : FAMILY.v6, 1)
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2)
  value.set(combine(bytes, transactionId), 4)
  return { type, value }
}

/** @throws {StunError} */
export function readXorAddress(value: Uint8Array, transactionId: Uint8Array): Endpoint {
  const [, family] = value
  const length = family === FAMILY.v4 ? 4 : 16
  if ((family !== FAMILY.v4 && family !== FAMILY.v6) || value.length !== 4 + length)
    throw new StunError(`An address has family ${family} and ${value.length} bytes`)
  const port = Buffer.from(value).readUInt16BE(2) ^ (MAGIC_COOKIE >>> 16)
  const bytes = combine(value.subarray(4), transactionId)
  return { address: length === 4 ? bytes.join('.') : formatIPv6(bytes), port }
}

function combine(bytes: Uint8Array, transactionId: Uint8Array): Uint8Array {
  const mask = Buffer.alloc(16)
  mask.writeUInt32BE(MAGIC_COOKIE, 0)
  mask.set(transactionId, 4)
  return bytes.map((byte, i) => byte ^ (mask[i] ?? 0))
}

const parseIPv4 = (address: string) => Uint8Array.from(address.split('.'), Number)

function parseIPv6(address: string): Uint8Array {
  const [plain = ''] = address.split('%')
  const [head = '', tail] = plain.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(head), groups(tail ?? '')]
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  const all = tail === undefined ? first : [...first, ...zeros, ...last]
  const bytes = Buffer.alloc(16)
  for (const [i, group] of all.entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * i)
  return bytes
}

function formatIPv6(bytes: Uint8Array): string {
  const data = Buffer.from(bytes)
  const groups = Array.from({ length: 8 }, (_none, i) => data.readUInt16BE(2 * i).toString(16))
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address
}

/** Text in UTF-8. */
export const text = (type: number, value: string): StunAttribute => ({ type, value: Buffer.from(value) })

/** A number of 32 bits. */
export function uint32(type: number, number: number): StunAttribute {
  const value = Buffer.alloc(4)
  value.writeUInt32BE(number)
  return { type, value }
}

/** @throws {StunError} */
export function readUint32(value: Uint8Array): number {
  if (value.length !== 4) throw new StunError(`A number has ${value.length} bytes instead of 4`)
  return Buffer.from(value).readUInt32BE(0)
}

/** The code of an error and its reason (RFC 8489 §14.8). */
export function errorCode(code: number, reason: string): StunAttribute {
  const head = Buffer.from([0, 0, Math.floor(code / 100), code % 100])
  return { type: ATTRIBUTE.errorCode, value: Buffer.concat([head, Buffer.from(reason)]) }
}

export function readErrorCode(value: Uint8Array): number {
  const [, , hundreds = 0, rest = 0] = value
  return hundreds * 100 + rest
}
