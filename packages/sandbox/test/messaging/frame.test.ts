import { describe, expect, it } from 'vitest'
import { fc, property } from '../../../core/test/property.ts'
import {
  decodeFrame,
  encodeFrame,
  FRAME_TYPES,
  type Frame,
  FrameError,
  type FrameType,
} from '../../src/messaging/frame.ts'
import { fromHex } from '../hex.ts'

const frame = (
  type: FrameType,
  addresses: string[] = [],
  headers: Record<string, string> = {},
  body = '',
): Frame => ({
  type,
  addresses,
  headers: new Map(Object.entries(headers)),
  body,
})

// The worked frames of messaging facts §2.3, and the golden vectors of rest-v2 facts §8 (d).
describe.each<[string, string, Frame]>([
  ['PING', '00000005 0000 07 00 00', frame('PING')],
  ['PONG', '00000005 0000 08 00 00', frame('PONG')],
  [
    'DISCONNECT to leave',
    '00000012 0000 04 00 01 0009 7265636f6e6e656374 0000',
    frame('DISCONNECT', [], { reconnect: '' }),
  ],
  [
    'DISCONNECT to reconnect',
    '00000013 0000 04 00 01 0009 7265636f6e6e656374 0001 31',
    frame('DISCONNECT', [], { reconnect: '1' }),
  ],
  [
    'MESSAGE',
    '00000010 0000 02 01 0001 41 01 0001 4b 0001 76 7b7d',
    frame('MESSAGE', ['A'], { K: 'v' }, '{}'),
  ],
  [
    'STATUS',
    '0000003c 0000 09 01 000a 73796d70686f6e792e53 02 000e 5452414e53414354494f4e2d4944 0002 7431 0011 582d54422d46524f4d2d41444452455353 0002 6331',
    frame('STATUS', ['symphony.S'], { 'TRANSACTION-ID': 't1', 'X-TB-FROM-ADDRESS': 'c1' }),
  ],
  [
    'CONNECT',
    '0000004400000300030008756e69717565496400026331000e5452414e53414354494f4e2d49440002743100176e6f74696679446973636f6e6e6563744164647265737300027331',
    frame('CONNECT', [], { uniqueId: 'c1', 'TRANSACTION-ID': 't1', notifyDisconnectAddress: 's1' }),
  ],
  [
    'MESSAGE of Raptor',
    '0000005d000002010002733103000c436f6e74656e742d5479706500176170706c69636174696f6e2f782d726170746f722b7632000e5452414e53414354494f4e2d4944000274320011582d54422d46524f4d2d41444452455353000263317b7d',
    frame(
      'MESSAGE',
      ['s1'],
      { 'Content-Type': 'application/x-raptor+v2', 'TRANSACTION-ID': 't2', 'X-TB-FROM-ADDRESS': 'c1' },
      '{}',
    ),
  ],
])('the golden frame %s', (_name, hex, golden) => {
  it('is written to the byte', () => {
    expect(encodeFrame(golden)).toEqual(fromHex(hex))
  })

  it('is read', () => {
    expect(decodeFrame(fromHex(hex))).toEqual(golden)
  })

  it('is refused with any byte missing or added', () => {
    const bytes = fromHex(hex)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeFrame(bytes.subarray(0, length))).toThrow(FrameError)
    }
    expect(() => decodeFrame(fromHex(`${hex} 00`))).toThrow(FrameError)
  })
})

const anyFrame = fc.record({
  type: fc.constantFrom(...(Object.keys(FRAME_TYPES) as FrameType[])),
  addresses: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }),
  headers: fc
    .array(fc.tuple(fc.string(), fc.string({ unit: 'grapheme' })), { maxLength: 5 })
    .map((pairs) => new Map(pairs)),
  body: fc.string({ unit: 'grapheme' }),
})

property('a frame is read as it was written', [anyFrame], (written) => {
  expect(decodeFrame(encodeFrame(written))).toEqual(written)
})

property('a frame is read from within a larger buffer', [anyFrame], (written) => {
  const bytes = encodeFrame(written)
  const larger = new Uint8Array(bytes.length + 7)
  larger.set(bytes, 3)
  expect(decodeFrame(larger.subarray(3, 3 + bytes.length))).toEqual(written)
})

property(
  'any bytes are a frame or a FrameError',
  [fc.uint8Array({ maxLength: 64 }), fc.boolean()],
  (bytes, sized) => {
    // Without a right length, random bytes would hardly get past the first check.
    if (sized && bytes.length >= 9)
      new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, bytes.length - 4)
    try {
      decodeFrame(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(FrameError)
    }
  },
)

it('says at which offset a frame is broken', () => {
  expect(() => decodeFrame(fromHex('00000005 0000 05 00 00'))).toThrow('no frame type 5 (offset 6)')
  expect(() => decodeFrame(fromHex('00000006 0000 02 00 00 ff'))).toThrow('not UTF-8 (offset 9)')
  expect(() => decodeFrame(fromHex('00000005 0000 02 01 00'))).toThrow('ends within a field (offset 8)')
})

it('does not write what a length field cannot say', () => {
  expect(() => encodeFrame(frame('MESSAGE', ['x'.repeat(65_536)]))).toThrow(FrameError)
  expect(() =>
    encodeFrame(
      frame(
        'MESSAGE',
        Array.from({ length: 256 }, () => 'a'),
      ),
    ),
  ).toThrow(FrameError)
})
