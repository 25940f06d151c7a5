import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeChannelData, encodeChannelData } from '../../src/turn/channel-data.ts'
import { ATTRIBUTE, decodeStun, encodeStun, isStun, METHOD, StunError } from '../../src/turn/stun-message.ts'
import { readXorAddress, xorAddress } from '../../src/turn/stun-values.ts'
import { longTermKey } from '../../src/turn/turn-credentials.ts'
import { TurnStream } from '../../src/turn/turn-stream.ts'

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')

/** RFC 5769 §2.1 to §2.4. */
const VECTORS = {
  request: hex(`
    00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
    80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
    00 24 00 04 6e 00 01 ff
    80 29 00 08 93 2f f9 b1 51 26 3b 36
    00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
    00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
    80 28 00 04 e5 7a 3b cf`),
  ipv4: hex(`
    01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
    80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
    00 20 00 08 00 01 a1 47 e1 12 a6 43
    00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
    80 28 00 04 c0 7d 4c 96`),
  ipv6: hex(`
    01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
    80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
    00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
    00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
    80 28 00 04 c8 fb 0b 4c`),
  longTerm: hex(`
    00 01 00 60 21 12 a4 42 78 ad 34 33 c6 ad 72 c0 29 da 41 2e
    00 06 00 12 e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00
    00 15 00 1c 66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46 53 54 76 79 36 34 73 41
    00 14 00 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 00
    00 08 00 14 f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66`),
}
const SHORT_TERM = Buffer.from('VOkJxbRl1RmTxUk/WvJxBt')
const LONG_TERM = longTermKey('マトリックス', 'TheMatrIX', 'example.org')

const value = (bytes: Buffer, type: number) =>
  decodeStun(bytes).attributes.find((attribute) => attribute.type === type)?.value ?? new Uint8Array()

it('reads the sample request of RFC 5769, its integrity and its fingerprint', () => {
  const message = decodeStun(VECTORS.request)
  expect([message.class, message.method]).toEqual(['request', METHOD.binding])
  expect(Buffer.from(value(VECTORS.request, ATTRIBUTE.username)).toString()).toBe('evtj:h6vY')
  expect(message.hasIntegrity(SHORT_TERM)).toBe(true)
  expect(message.hasIntegrity(Buffer.from('another password'))).toBe(false)
})

it.each([
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8:1234:5678:11:2233:4455:6677'],
] as const)('reads and writes the address of the sample %s response of RFC 5769', (name, address) => {
  const { transactionId, hasIntegrity, ...message } = decodeStun(VECTORS[name])
  expect(message.class).toBe('success')
  expect(hasIntegrity(SHORT_TERM)).toBe(true)
  const mapped = value(VECTORS[name], ATTRIBUTE.xorMappedAddress)
  expect(readXorAddress(mapped, transactionId)).toEqual({ address, port: 32_853 })
  const written = xorAddress(ATTRIBUTE.xorMappedAddress, { address, port: 32_853 }, transactionId)
  expect(Buffer.from(written.value)).toEqual(Buffer.from(mapped))
})

it('reads the sample request with long-term authentication of RFC 5769, and writes it to the byte', () => {
  const message = decodeStun(VECTORS.longTerm)
  expect(message.hasIntegrity(LONG_TERM)).toBe(true)
  const attributes = message.attributes.filter(({ type }) => type !== ATTRIBUTE.messageIntegrity)
  expect(encodeStun({ ...message, attributes }, LONG_TERM)).toEqual(VECTORS.longTerm)
})

it('rejects a message of which any bit that counts was flipped', () => {
  for (let bit = 0; bit < VECTORS.longTerm.length * 8; bit++) {
    const bytes = Buffer.from(VECTORS.longTerm)
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    let isAccepted = false
    try {
      isAccepted = decodeStun(bytes).hasIntegrity(LONG_TERM)
    } catch (error) {
      expect(error).toBeInstanceOf(StunError)
    }
    expect(isAccepted, `bit ${bit}`).toBe(false)
  }
})

it('does not believe what follows the integrity of a message', () => {
  const signed = encodeStun(
    { class: 'request', method: METHOD.refresh, transactionId: Buffer.alloc(12, 7), attributes: [] },
    SHORT_TERM,
  )
  const added = Buffer.concat([signed, hex('00 0d 00 04 00 00 00 00')])
  added.writeUInt16BE(added.length - 20, 2)
  const message = decodeStun(added)
  expect(message.hasIntegrity(SHORT_TERM)).toBe(true)
  expect(message.attributes.map(({ type }) => type)).toEqual([ATTRIBUTE.messageIntegrity])
})

it('says where a message that is cut off or contradicts itself is wrong', () => {
  expect(() => decodeStun(VECTORS.request.subarray(0, 60))).toThrow('88, and 40 bytes follow the header')
  const long = Buffer.from(VECTORS.longTerm)
  long.writeUInt16BE(0xfff0, 22)
  expect(() => decodeStun(long)).toThrow('The attribute at byte 20 is longer than the message')
  const forged = Buffer.from(VECTORS.request)
  forged.writeUInt8(0, forged.length - 1)
  expect(() => decodeStun(forged)).toThrow(/The fingerprint at byte \d+ is wrong/)
})

it('reads what it has written, whatever it is', () => {
  const message = fc.record({
    class: fc.constantFrom('request', 'indication', 'success', 'error' as const),
    method: fc.integer({ min: 0, max: 0xfff }),
    transactionId: fc.uint8Array({ minLength: 12, maxLength: 12 }),
    attributes: fc.array(
      fc.record({
        type: fc.integer({ min: 0x8100, max: 0xffff }),
        value: fc.uint8Array({ maxLength: 40 }),
      }),
    ),
  })
  fc.assert(
    fc.property(message, fc.uint8Array({ minLength: 1 }), (given, key) => {
      const read = decodeStun(encodeStun(given as never, key))
      expect([read.class, read.method]).toEqual([given.class, given.method])
      expect(read.attributes.slice(0, -1).map(({ type, value }) => [type, [...value]])).toEqual(
        given.attributes.map(({ type, value }) => [type, [...value]]),
      )
      expect(read.hasIntegrity(key)).toBe(true)
    }),
  )
})

it('throws nothing but its own error at any bytes', () => {
  const prefixed = fc
    .tuple(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 80 }))
    .map(([a, b]) => Buffer.concat([a, hex('2112a442'), b]))
  fc.assert(
    fc.property(fc.oneof(prefixed, fc.uint8Array().map(Buffer.from)), (bytes) => {
      try {
        decodeStun(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(StunError)
      }
      isStun(bytes)
      decodeChannelData(bytes)
    }),
  )
})

it('pads ChannelData over TCP, and not over UDP', () => {
  const message = { channel: 0x4001, data: Buffer.from('12345') }
  expect(encodeChannelData(message, false)).toEqual(hex('4001 0005 3132333435'))
  expect(encodeChannelData(message, true)).toEqual(hex('4001 0005 3132333435 000000'))
  const read = decodeChannelData(encodeChannelData(message, true))
  expect([read?.channel, Buffer.from(read?.data ?? []).toString()]).toEqual([0x4001, '12345'])
})

it('cuts a TCP stream into messages, wherever it is cut itself', () => {
  const messages = [
    VECTORS.request,
    encodeChannelData({ channel: 0x4000, data: Buffer.alloc(3) }, true),
    VECTORS.ipv4,
  ]
  const all = Buffer.concat(messages)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: all.length }), { maxLength: 20 }), (cuts) => {
      const stream = new TurnStream()
      const ends = [...cuts, all.length].sort((a, b) => a - b)
      const read = ends.flatMap((end, i) => stream.push(all.subarray(ends[i - 1] ?? 0, end)))
      expect(Buffer.concat(read)).toEqual(all)
      expect(read).toHaveLength(messages.length)
    }),
  )
})

it('refuses a TCP stream that is neither STUN nor ChannelData, and messages that are too long', () => {
  expect(() => new TurnStream().push(Buffer.from('POST / HTTP/1.1\r\n'))).toThrow(RangeError)
  expect(() => new TurnStream().push(hex('80 00 00 00'))).toThrow('Neither a STUN message nor ChannelData')
  expect(() => new TurnStream().push(hex('00 01 ff fc'))).toThrow('at most 16384 are allowed')
})
