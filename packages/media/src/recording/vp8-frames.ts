/** Where the payload of VP8 begins behind its descriptor, and whether it begins a frame (RFC 7741 §4.2). */
export function readDescriptor(payload: Buffer): { offset: number; beginsFrame: boolean } {
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

/** Puts VP8 frames together from the payloads of packets that are in order. */
export class Vp8Frames {
  #parts: Buffer[] = []
  /** Nothing can be decoded before a keyframe, and after a loss. */
  #waitsForKeyframe = true

  /** Whether the next frame has to be one that stands for itself. */
  get waitsForKeyframe(): boolean {
    return this.#waitsForKeyframe
  }

  /** A packet is missing. */
  lose(): void {
    this.#parts = []
    this.#waitsForKeyframe = true
  }

  /** @returns the frame that this packet completes, if it does and it can be decoded */
  push(payload: Buffer, marker: boolean): { data: Buffer; isKeyframe: boolean } | undefined {
    const { offset, beginsFrame } = readDescriptor(payload)
    if (beginsFrame) this.#parts = []
    else if (this.#parts.length === 0) return undefined
    this.#parts.push(payload.subarray(offset))
    if (!marker) return undefined
    const data = Buffer.concat(this.#parts)
    this.#parts = []
    const isKeyframe = data.length > 0 && ((data[0] ?? 1) & 1) === 0
    if (data.length === 0 || (this.#waitsForKeyframe && !isKeyframe)) return undefined
    this.#waitsForKeyframe = false
    return { data, isKeyframe }
  }
}
