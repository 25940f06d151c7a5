import type { MediaPacket } from '../router/packet.ts'

/** How long a packet that is missing is waited for, in milliseconds (media facts §3.1). */
const PATIENCE = 400

/** A difference of sequence numbers that is taken for a new beginning, and not for a loss. */
const NEW_BEGINNING = 3000

/** Packets in the order of their numbers, whatever the order is that they come in. */
export class PacketOrder {
  readonly #early = new Map<number, { packet: MediaPacket; at: number }>()
  #next: number | undefined

  /**
   * Takes a packet.
   *
   * @param now in milliseconds
   * @returns those that can be used now; `isLost` is true where some before them will not come any more
   */
  push(packet: MediaPacket, now: number): { packets: MediaPacket[]; isLost: boolean } {
    const { sequenceNumber } = packet
    this.#next ??= sequenceNumber
    const distance = difference(sequenceNumber, this.#next)
    if (Math.abs(distance) > NEW_BEGINNING) {
      this.reset()
      this.#next = sequenceNumber
    } else if (distance < 0) return { packets: [], isLost: false }
    this.#early.set(sequenceNumber, { packet, at: now })
    const packets = this.#take()
    if (packets.length > 0) return { packets, isLost: false }
    const [oldest] = this.#early.values()
    if (oldest === undefined || now - oldest.at < PATIENCE) return { packets, isLost: false }
    const expected = this.#next
    this.#next = [...this.#early.keys()].reduce((a, b) =>
      difference(a, expected) < difference(b, expected) ? a : b,
    )
    return { packets: this.#take(), isLost: true }
  }

  /** What comes next has other numbers. */
  reset(): void {
    this.#early.clear()
    this.#next = undefined
  }

  #take(): MediaPacket[] {
    const packets: MediaPacket[] = []
    for (;;) {
      const found = this.#next === undefined ? undefined : this.#early.get(this.#next)
      if (found === undefined || this.#next === undefined) return packets
      this.#early.delete(this.#next)
      packets.push(found.packet)
      this.#next = (this.#next + 1) % 2 ** 16
    }
  }
}

/** How far a sequence number is ahead of another, over the end of their range (RFC 3550 §5.1). */
function difference(a: number, b: number): number {
  return ((a - b + 2 ** 15) & 0xffff) - 2 ** 15
}
