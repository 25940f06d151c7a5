import { readVp8Descriptor } from '../router/vp8-descriptor.ts'

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
    const { offset, beginsFrame } = readVp8Descriptor(payload)
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
