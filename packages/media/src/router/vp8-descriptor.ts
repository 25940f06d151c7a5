/** Where the payload of VP8 begins behind its descriptor, and whether it begins a frame (RFC 7741 §4.2). */
export function readVp8Descriptor(payload: Uint8Array): { offset: number; beginsFrame: boolean } {
  const [first = 0, extension = 0] = payload
  let offset = 1
  if (first & 0x80) {
    offset = 2
    if (extension & 0x80) offset += (payload[offset] ?? 0) & 0x80 ? 2 : 1
    if (extension & 0x40) offset++
    if (extension & 0x30) offset++
  }
  return { offset, beginsFrame: (first & 0x17) === 0x10 }
}
