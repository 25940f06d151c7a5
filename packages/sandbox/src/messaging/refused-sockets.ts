import type { Clock } from '@opentok-sandbox/core'
import type { Peer, PeerEvents } from './peer.ts'

/** How long it takes to refuse a socket, in milliseconds. */
const REFUSAL = 200

/** Sockets that a fault refuses. No network refuses at once, and a client tries again as soon as it is refused. */
export class RefusedSockets {
  readonly #clock: Clock
  readonly #peers = new Set<Peer>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  refuse(peer: Peer): PeerEvents {
    this.#peers.add(peer)
    this.#clock.setTimeout(() => {
      if (this.#peers.delete(peer)) peer.terminate()
    }, REFUSAL)
    return { receive() {}, closed: () => void this.#peers.delete(peer) }
  }

  /** Keeps a socket open, and hears nothing from it: as if its network had gone without a word. */
  hold(peer: Peer): PeerEvents {
    this.#peers.add(peer)
    return { receive() {}, closed: () => void this.#peers.delete(peer) }
  }

  /** Does not wait any longer. */
  terminateAll(): void {
    for (const peer of this.#peers) peer.terminate()
    this.#peers.clear()
  }
}
