import type { EndReason } from '../session/connection.ts'
import type { World } from '../world.ts'
import { Envelopes } from './envelope.ts'
import { decodeFrame, FrameError } from './frame.ts'
import { handleFrame } from './frame-handler.ts'
import { Link } from './link.ts'
import type { Peer, PeerEvents, PeerInfo } from './peer.ts'

/** How long a client may be without a socket before it counts as lost: a little longer than it tries itself. */
export const GRACE_PERIOD = 35_000

/** How long a socket may be open without a client that connects to a session over it. */
export const HANDSHAKE_PERIOD = 30_000

/** How long an expelled client has to close its socket. */
const EXPULSION = 5000

/** How long it takes a socket to be refused, where that was asked for. */
const REFUSAL = 200

/**
 * WebSocket close codes (RFC 6455 §7.4.1). A page that goes away does not come back; with 1003 the client
 * does not try to.
 */
const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  doNotReconnect: 1003,
  internalError: 1011,
} as const

/** Connects sockets to sessions: it knows every client by its socket ID, across reconnections. */
export class Hub {
  readonly #world: World
  readonly #envelopes: Envelopes
  readonly #links = new Set<Link>()
  /** A socket ID resumes a connection without its token, so that it is as secret as one. */
  readonly #linksBySocketId = new Map<string, Link>()

  constructor(world: World) {
    this.#world = world
    this.#envelopes = new Envelopes(world.clock)
  }

  /** Takes a socket that a client has opened. */
  accept(peer: Peer, { url }: PeerInfo): PeerEvents {
    if (this.#world.faults.take('socket')) {
      // No network refuses in no time, and a client tries again as soon as it is refused.
      this.#world.clock.setTimeout(() => peer.terminate(), REFUSAL)
      return { receive() {}, closed() {} }
    }
    const query = new URL(url).searchParams
    const socketId = query.get('socketId') ?? ''
    const known = this.#linksBySocketId.get(socketId)
    if (known === undefined && query.get('reconnect') === 'true') {
      peer.close(CLOSE.doNotReconnect, 'Unknown socket ID')
      return { receive() {}, closed() {} }
    }
    const link = known ?? this.#open(socketId)
    link.attach(peer, { again: known !== undefined })
    if (link.place === undefined) this.#expectHandshake(link, peer)
    return {
      receive: (bytes) => {
        if (link.peer === peer) this.#receive(link, peer, bytes)
      },
      closed: (code) => {
        if (link.peer === peer) this.#lost(link, code)
      },
    }
  }

  /** How many clients there are, those in their grace period included, and how many sessions have any. */
  get size(): { clients: number; sessions: number } {
    return { clients: this.#links.size, sessions: this.#world.sessions.size }
  }

  /** Drops the socket of a connection, as a broken network does; whether there was one. */
  drop(connectionId: string): boolean {
    for (const { place, peer } of this.#links) {
      if (place?.connection.id !== connectionId || peer === undefined) continue
      peer.terminate()
      return true
    }
    return false
  }

  /** Drops every client, telling it not to come back, and forgets every session. */
  reset(): void {
    for (const link of this.#links) {
      const { peer } = link
      link.cancelGrace()
      link.ended = true
      link.detach()
      peer?.close(CLOSE.doNotReconnect, 'The sandbox was reset')
    }
    this.#links.clear()
    this.#linksBySocketId.clear()
  }

  #open(socketId: string): Link {
    const link = new Link(socketId, this.#envelopes, {
      handle: (frame) => handleFrame(this.#world, link, frame, () => this.#leave(link)),
      overflow: () => this.#overflow(link),
      expel: () => this.#expel(link),
    })
    this.#links.add(link)
    if (socketId !== '') this.#linksBySocketId.set(socketId, link)
    return link
  }

  #overflow(link: Link): void {
    this.#world.log({
      level: 'warn',
      message: 'A client was cut off: it acknowledged none of its messages',
    })
    const { peer } = link
    this.#end(link, 'networkDisconnected')
    peer?.close(CLOSE.doNotReconnect, 'Too far behind')
  }

  #receive(link: Link, peer: Peer, bytes: Uint8Array): void {
    try {
      link.receive(decodeFrame(bytes))
    } catch (error) {
      // A transport has nobody to tell of a defect, so none gets out of here.
      const isOurs = !(error instanceof FrameError)
      const message = isOurs ? `The sandbox failed: ${error}` : error.message
      this.#world.log({ level: 'warn', message: `A client was cut off: ${message}` })
      peer.close(
        isOurs ? CLOSE.internalError : CLOSE.protocolError,
        isOurs ? 'Internal error' : 'Not a frame',
      )
    }
  }

  #expectHandshake(link: Link, peer: Peer): void {
    link.cancelGrace = this.#world.clock.setTimeout(() => {
      if (link.place || link.peer !== peer) return
      this.#world.log({ level: 'warn', message: 'A socket was closed over which no client connected' })
      this.#end(link, 'networkDisconnected')
      peer.close(CLOSE.doNotReconnect, 'No client connected')
    }, HANDSHAKE_PERIOD)
  }

  /** A socket has gone without a word: its client may come back, if it has something to come back to. */
  #lost(link: Link, code: number): void {
    link.detach()
    if (link.ended) this.#links.delete(link)
    else if (link.uniqueId === '' || link.socketId === '' || code === CLOSE.goingAway) {
      this.#end(link, 'networkDisconnected')
    } else {
      link.cancelGrace = this.#world.clock.setTimeout(
        () => this.#end(link, 'networkDisconnected'),
        GRACE_PERIOD,
      )
    }
  }

  /** Ends a client's stay, whether or not its socket is still open. */
  #end(link: Link, reason: EndReason): void {
    if (link.peer === undefined) this.#links.delete(link)
    if (link.ended) return
    link.cancelGrace()
    link.ended = true
    this.#linksBySocketId.delete(link.socketId)
    const { place } = link
    link.place = undefined
    if (place === undefined) return
    place.session.leave(place.connection, reason)
    this.#world.sessions.release(place.session)
    this.#world.log({ level: 'info', message: `${place.connection.id} left ${place.session.id}: ${reason}` })
  }

  #leave(link: Link): void {
    const { peer } = link
    link.cancelGrace()
    link.detach()
    this.#end(link, 'clientDisconnected')
    peer?.close(CLOSE.normal, 'Goodbye')
  }

  /** The client is told, and closes its socket by itself; one that does not is made to. */
  #expel(link: Link): void {
    this.#end(link, 'forceDisconnected')
    const { peer } = link
    link.cancelGrace = this.#world.clock.setTimeout(
      () => peer?.close(CLOSE.doNotReconnect, 'Expelled'),
      EXPULSION,
    )
  }
}
