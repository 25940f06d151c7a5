import type { Clock } from '@opentok-sandbox/core'
import { DelayLine } from '../network/delay-line.ts'
import type { Peer, PeerEvents } from './peer.ts'

/**
 * The socket of a client that may be far away: what goes over it takes its time, in both directions, and keeps its order.
 */
export class DistantPeer implements Peer {
  readonly #peer: Peer
  readonly #inbound: DelayLine
  readonly #outbound: DelayLine

  /** @param delay how many milliseconds the next frame takes */
  constructor(peer: Peer, clock: Clock, delay: () => number) {
    this.#peer = peer
    this.#inbound = new DelayLine(clock, delay)
    this.#outbound = new DelayLine(clock, delay)
  }

  get bufferedAmount(): number {
    return this.#peer.bufferedAmount
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#outbound.push(() => this.#peer.send(bytes))
  }

  close(code: number, reason: string): void {
    // At once: a sandbox that is reset or closed lets no more time pass.
    this.#outbound.flush()
    this.#peer.close(code, reason)
  }

  terminate(): void {
    this.#peer.terminate()
  }

  /** What the transport tells of the socket, as late as it comes. */
  delayed({ receive, closed }: PeerEvents): PeerEvents {
    return {
      receive: (bytes) => this.#inbound.push(() => receive(bytes)),
      closed: (code) => this.#inbound.push(() => closed(code)),
    }
  }
}
