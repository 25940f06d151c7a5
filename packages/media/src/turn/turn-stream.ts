import { isChannelData } from './channel-data.ts'

/** The longest message over TCP, in bytes: media has less than 2 kB. */
const LONGEST = 16 * 1024

/** Cuts what comes over TCP into STUN messages and ChannelData: nothing else separates them (RFC 8656 §3.1). */
export class TurnStream {
  #rest: Buffer = Buffer.alloc(0)

  /**
   * @returns the messages that are complete now
   * @throws {RangeError} if it is neither, or too long
   */
  push(bytes: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const messages: Buffer[] = []
    for (let size = this.#next(); size !== undefined; size = this.#next()) {
      messages.push(this.#rest.subarray(0, size))
      this.#rest = this.#rest.subarray(size)
    }
    return messages
  }

  #next(): number | undefined {
    const bytes = this.#rest
    if (bytes.length < 4) return undefined
    const length = bytes.readUInt16BE(2)
    const isStun = (bytes[0] ?? 0xff) < 0x40
    if (!isStun && !isChannelData(bytes)) throw new RangeError('Neither a STUN message nor ChannelData')
    const size = isStun ? 20 + length : 4 + length + ((4 - (length % 4)) % 4)
    if (size > LONGEST) throw new RangeError(`A message of ${size} bytes; at most ${LONGEST} are allowed`)
    return bytes.length >= size ? size : undefined
  }
}
