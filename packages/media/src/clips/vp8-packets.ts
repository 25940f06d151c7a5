/** What fits into a packet on any way. */
const LONGEST = 1150

/** The first byte of a descriptor: an extension follows (X), and this begins a partition (S). */
const EXTENDED = 0x80
const STARTS = 0x10
/** The extension has a picture ID (I), and it has 15 bits (M). */
const HAS_PICTURE_ID = 0x80
const LONG_PICTURE_ID = 0x8000

/**
 * Cuts a VP8 frame into the payloads of RTP packets, each with its descriptor (RFC 7741 §4.2).
 *
 * @param pictureId runs on from frame to frame
 */
export function packetizeVp8(frame: Buffer, pictureId: number): Buffer[] {
  const payloads: Buffer[] = []
  for (let start = 0; start < frame.length; start += LONGEST) {
    const descriptor = Buffer.alloc(4)
    descriptor.writeUInt8(EXTENDED | (start === 0 ? STARTS : 0), 0)
    descriptor.writeUInt8(HAS_PICTURE_ID, 1)
    descriptor.writeUInt16BE(LONG_PICTURE_ID | (pictureId & 0x7fff), 2)
    payloads.push(Buffer.concat([descriptor, frame.subarray(start, start + LONGEST)]))
  }
  return payloads
}
