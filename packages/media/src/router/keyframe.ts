import type { Codec } from './packet.ts'
import { readVp8Descriptor } from './vp8-descriptor.ts'

/**
 * Whether a packet of video begins a picture that stands for itself. Encryption from end to end leaves the first bytes
 * of a frame clear, so that this works for it as well (media facts §2.3).
 */
export function isKeyframe({ mimeType }: Codec, payload: Uint8Array): boolean {
  switch (mimeType.toLowerCase()) {
    case 'video/vp8':
      return isVp8Keyframe(payload)
    case 'video/vp9':
      return isVp9Keyframe(payload)
    case 'video/h264':
      return isH264Keyframe(payload)
    default:
      return true
  }
}

/** RFC 7741 §4.2 and §4.3: the first packet of a frame whose bit P is 0. */
function isVp8Keyframe(payload: Uint8Array): boolean {
  const { offset, beginsFrame } = readVp8Descriptor(payload)
  if (!beginsFrame) return false
  const header = payload[offset]
  return header !== undefined && (header & 1) === 0
}

/** RFC 9628 §4.2: the beginning of a frame (B) that is predicted from no other (P is 0). */
function isVp9Keyframe([first = 0]: Uint8Array): boolean {
  return (first & 0x40) === 0 && (first & 0x08) !== 0
}

/** RFC 6184 §5: an IDR slice or a sequence parameter set, alone, in an aggregate, or at the start of a fragment. */
function isH264Keyframe(payload: Uint8Array): boolean {
  const [indicator = 0, header = 0] = payload
  const type = indicator & 0x1f
  if (type === 28) return (header & 0x80) !== 0 && isIntra(header & 0x1f)
  return isIntra(type === 24 ? (payload[3] ?? 0) & 0x1f : type)
}

const isIntra = (type: number) => type === 5 || type === 7
