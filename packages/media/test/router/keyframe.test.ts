import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chooseClip } from '../../src/clips/clip.ts'
import { packetizeVp8 } from '../../src/clips/vp8-packets.ts'
import { chooseCodecs } from '../../src/router/codec-choice.ts'
import { isKeyframe } from '../../src/router/keyframe.ts'
import { readFrames } from '../../src/webm/read-frames.ts'

const codec = (mimeType: string) => ({ mimeType, clockRate: 90_000 })

it.each([
  // RFC 7741 §4.2: descriptor, then the frame, whose lowest bit is 0 in a keyframe
  ['video/VP8', '10 00', true],
  ['video/VP8', '10 01', false],
  ['video/VP8', '00 00', false],
  ['video/VP8', '90 80 11 00', true],
  ['video/VP8', '90 80 80 11 00', true],
  ['video/VP8', '90 f0 80 11 22 33 00', true],
  ['video/VP8', '90 f0 80 11 22 33 01', false],
  ['video/VP8', '11 00', false],
  ['video/VP8', '', false],
  ['video/VP8', '90', false],
  // RFC 9628 §4.2: I P L F B E V Z
  ['video/VP9', '08', true],
  ['video/VP9', '48', false],
  ['video/VP9', '00', false],
  // RFC 6184 §5: single NAL units, an aggregate, and fragments
  ['video/H264', '65 88', true],
  ['video/H264', '67 42', true],
  ['video/H264', '41 9a', false],
  ['video/H264', '78 00 04 67 42', true],
  ['video/H264', '78 00 04 61 42', false],
  ['video/H264', '7c 85', true],
  ['video/H264', '7c 05', false],
  // What cannot be told apart flows at once.
  ['video/AV1', '00', true],
])('tells whether %s %s begins a keyframe: %s', (mimeType, bytes, expected) => {
  expect(isKeyframe(codec(mimeType), Buffer.from(bytes.replace(/ /g, ''), 'hex'))).toBe(expected)
})

it('never throws at any payload', () => {
  const types = fc.constantFrom('video/VP8', 'video/VP9', 'video/H264')
  fc.assert(
    fc.property(
      types,
      fc.uint8Array({ maxLength: 20 }),
      (type, bytes) => void isKeyframe(codec(type), bytes),
    ),
  )
})

it('answers with the first codec that the client prefers and the router knows', () => {
  const offer = [
    'v=0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 63 111',
    'a=rtpmap:63 red/48000/2',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'm=video 9 UDP/TLS/RTP/SAVPF 45 103 96',
    'a=rtpmap:45 AV1/90000',
    'a=rtpmap:103 H264/90000',
    'a=fmtp:103 packetization-mode=1;profile-level-id=42e01f',
    'a=rtpmap:96 VP8/90000',
    '',
  ].join('\r\n')
  expect(Object.fromEntries(chooseCodecs(offer))).toEqual({
    audio: {
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      parameters: 'minptime=10;useinbandfec=1',
    },
    video: {
      mimeType: 'video/H264',
      clockRate: 90_000,
      parameters: 'packetization-mode=1;profile-level-id=42e01f',
    },
  })
  expect(() => chooseCodecs('v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 45\r\na=rtpmap:45 AV1/90000\r\n')).toThrow(
    'The offer has no codec that the media router knows',
  )
})

it.each([0, 1, 2, 3])(
  'has a clip %i of four seconds, of which the first picture is the only keyframe',
  (number) => {
    const clip = chooseClip(number)
    const pictures = clip.get('video')?.frames ?? []
    expect(pictures).toHaveLength(60)
    expect(clip.get('audio')?.frames.length).toBeGreaterThan(195)
    const keyframes = pictures.map((frame) =>
      isKeyframe(codec('video/VP8'), packetizeVp8(frame, 0)[0] ?? Buffer.alloc(0)),
    )
    expect(keyframes).toEqual([true, ...Array.from({ length: 59 }, () => false)])
    expect(chooseClip(number + 4)).toBe(clip)
  },
)

it('cuts a frame into packets of at most 1154 bytes, which make it again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.nat(100_000), (bytes, id) => {
      const payloads = packetizeVp8(Buffer.from(bytes), id)
      expect(Buffer.concat(payloads.map((payload) => payload.subarray(4)))).toEqual(Buffer.from(bytes))
      payloads.forEach((payload, i) => {
        expect(payload.length).toBeLessThanOrEqual(1154)
        expect([payload[0], payload[1]]).toEqual([i === 0 ? 0x90 : 0x80, 0x80])
        expect(payload.readUInt16BE(2)).toBe(0x8000 | (id & 0x7fff))
      })
    }),
  )
})

it('says where a clip is cut off', () => {
  expect(() => readFrames(Buffer.from('1a45dfa3ff', 'hex'))).not.toThrow()
  expect(() => readFrames(Buffer.from('1a45dfa39f00', 'hex'))).toThrow(
    'The file ends within the element at byte 0',
  )
  expect(() => readFrames(Buffer.from('00', 'hex'))).toThrow('There is no valid number at byte 0')
})
