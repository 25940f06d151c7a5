import { expect, it } from 'vitest'
import { packetizeVp8 } from '../../src/clips/vp8-packets.ts'
import { FrameTap, type TappedFrame } from '../../src/recording/frame-tap.ts'
import type { MediaPacket } from '../../src/router/packet.ts'
import type { Sink, Source } from '../../src/router/source.ts'

const KEY = 0x10
const DELTA = 0x11
const frame = (first: number, size = 3000) => Buffer.alloc(size, first)

/** A publisher of VP8 whose packets a test sends as it likes. */
function publish() {
  let time = 0
  let sink: Sink | undefined
  let keyframes = 0
  const source: Source = {
    codecs: new Map([
      ['video', { mimeType: 'video/VP8', clockRate: 90_000 }],
      ['audio', { mimeType: 'audio/opus', clockRate: 48_000 }],
    ]),
    connect(given) {
      sink = given
      return {
        requestKeyframe: () => keyframes++,
        restart: () => keyframes++,
        preferHeight() {},
        close() {},
      }
    },
  }
  const got: TappedFrame[] = []
  new FrameTap(
    source,
    () => time,
    (one) => got.push(one),
  )
  let sequenceNumber = 65_530
  /** The packets of a frame at a time. */
  const packets = (at: number, first: number): MediaPacket[] => {
    const payloads = packetizeVp8(frame(first), at)
    return payloads.map((payload, i) => {
      sequenceNumber = (sequenceNumber + 1) % 65_536
      return { payload, sequenceNumber, timestamp: (at * 90) % 2 ** 32, marker: i === payloads.length - 1 }
    })
  }
  return {
    got,
    packets,
    keyframes: () => keyframes,
    send(list: readonly MediaPacket[], at: number, isSwitched = false) {
      time = at
      for (const packet of list) sink?.write('video', packet, isSwitched && packet === list[0])
    },
    sound(at: number, packet: Partial<MediaPacket> = {}) {
      time = at
      const whole = { payload: Buffer.from([1]), sequenceNumber: 1, timestamp: 0, marker: false, ...packet }
      sink?.write('audio', whole, false)
    },
  }
}

it('puts frames together, over the end of the sequence numbers', () => {
  const { send, packets, got } = publish()
  send(packets(0, KEY), 10)
  send(packets(40, DELTA), 55)
  expect(got.map(({ kind, time, isKeyframe, data }) => [kind, time, isKeyframe, data.length])).toEqual([
    ['video', 10, true, 3000],
    ['video', 50, false, 3000],
  ])
})

it('puts packets into their order, and waits for one that is late', () => {
  const { send, packets, got } = publish()
  const [one, two] = [packets(0, KEY), packets(40, DELTA)]
  send([...one].slice(0, 1), 0)
  send([...two, ...one.slice(1)], 300)
  expect(got).toHaveLength(2)
})

it('gives up a packet after 400 ms, and all that needs it, until a keyframe comes', () => {
  const { send, packets, got, keyframes } = publish()
  send(packets(0, KEY), 0)
  const asked = keyframes()
  send(packets(40, DELTA).slice(1), 40)
  send(packets(80, DELTA), 500)
  send(packets(120, DELTA), 520)
  expect(got).toHaveLength(1)
  expect(keyframes()).toBeGreaterThan(asked)
  send(packets(560, KEY), 560)
  send(packets(600, DELTA), 600)
  expect(got.map(({ time }) => time)).toEqual([0, 560, 600])
})

it('begins with a keyframe', () => {
  const { send, packets, got } = publish()
  send(packets(0, DELTA), 0)
  send(packets(40, KEY), 40)
  expect(got.map(({ isKeyframe }) => isKeyframe)).toEqual([true])
})

it('goes on where another layer begins with other numbers', () => {
  const { send, packets, got } = publish()
  send(packets(0, KEY), 0)
  const other = packets(40, KEY).map((packet, i) => ({ ...packet, sequenceNumber: 100 + i, timestamp: 5 }))
  send(other, 40, true)
  expect(got.map(({ time }) => time)).toEqual([0, 40])
})

it('keeps time by the publisher’s clock, over its end, and sets it again where it jumps', () => {
  const { sound, got } = publish()
  const start = 2 ** 32 - 960
  sound(0, { sequenceNumber: 1, timestamp: start })
  sound(25, { sequenceNumber: 2, timestamp: 0 })
  sound(35, { sequenceNumber: 3, timestamp: 960 })
  sound(9000, { sequenceNumber: 4, timestamp: 1920 })
  expect(got.map(({ time }) => time)).toEqual([0, 20, 40, 9000])
})
