import type { Context } from '../context.ts'
import type { Connection } from '../session/connection.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionListener } from '../session/event-stream.ts'
import type { Session } from '../session/session.ts'
import { createAnnouncer } from './announcer.ts'
import { CLOSE } from './close-codes.ts'
import { Envelopes } from './envelope.ts'
import { decodeFrame, FrameError } from './frame.ts'
import { handleFrame } from './frame-handler.ts'
import { Link } from './link.ts'
import type { Peer, PeerEvents, PeerInfo } from './peer.ts'
import { RefusedSockets } from './refused-sockets.ts'

/** How long a client may be without a socket before it counts as lost: a little longer than it tries itself. */
export const GRACE_PERIOD = 35_000

/** How long a socket may be open without a client that connects to a session over it. */
export const HANDSHAKE_PERIOD = 30_000

/** How long a client that was disconnected has to close its socket. */
const EXPULSION = 5000

/** A socket ID is a UUID. */
const LONGEST_SOCKET_ID = 255

const IGNORED: PeerEvents = { receive() {}, closed() {} }

/** Connects sockets to sessions: it knows every client by its socket ID, across reconnections. */
export class Hub {
  readonly #context: Context
  readonly #envelopes: Envelopes
  readonly #links = new Set<Link>()
  readonly #linksByConnection = new Map<Connection, Link>()
  /** A socket ID resumes a connection without its token, so that it is as secret as one. */
  readonly #linksBySocketId = new Map<string, Link>()
  readonly #refused: RefusedSockets
  readonly #announce: SessionListener
  /** Links that acknowledge nothing; they are cut off when everybody has been told what they did not take. */
  #overflowed: Link[] = []
  #isClosed = false

  constructor(context: Context) {
    this.#context = context
    this.#envelopes = new Envelopes(context.clock)
    this.#refused = new RefusedSockets(context.clock)
    this.#announce = createAnnouncer((connection, message) =>
      this.#linksByConnection.get(connection)?.deliver(message),
    )
  }

  /** Tells the clients of a session what happens in it. */
  readonly listener: SessionListener = (event) => {
    this.#announce(event)
    if (event.type === 'connectionDestroyed') this.#left(event.connection, event.reason)
  }

  /** Takes a socket that a client has opened. */
  accept(peer: Peer, { url }: PeerInfo): PeerEvents {
    if (this.#isClosed) {
      peer.close(CLOSE.goingAway, 'The sandbox is closed')
      return IGNORED
    }
    if (this.#context.faults.take('socket')) return this.#refused.refuse(peer)
    const query = new URL(url).searchParams
    const socketId = query.get('socketId') ?? ''
    const known = this.#linksBySocketId.get(socketId)
    if (socketId.length > LONGEST_SOCKET_ID || (known === undefined && query.get('reconnect') === 'true')) {
      peer.close(CLOSE.doNotReconnect, 'Unknown socket ID')
      return IGNORED
    }
    const link = known ?? this.#open(socketId)
    link.attach(peer, { again: known !== undefined })
    if (link.membership === undefined) this.#expectHandshake(link, peer)
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
    return { clients: this.#links.size, sessions: this.#context.sessions.size }
  }

  /** The links of clients, for tests of what must hold for each of them. */
  get links(): ReadonlySet<Link> {
    return this.#links
  }

  /** Drops the socket of a connection, as a broken network does; whether there was one. */
  drop(connectionId: string): boolean {
    for (const { membership, peer } of this.#links) {
      if (membership?.connection.id !== connectionId || peer === undefined) continue
      peer.terminate()
      return true
    }
    return false
  }

  /** Drops every client, telling it not to come back, and forgets every session. */
  reset(): void {
    this.#closeAll(CLOSE.doNotReconnect, 'The sandbox was reset')
  }

  /** Says goodbye to every client, and takes none from now on. */
  close(): void {
    this.#isClosed = true
    this.#closeAll(CLOSE.goingAway, 'The sandbox is closed')
  }

  #closeAll(code: number, reason: string): void {
    for (const link of this.#links) {
      const { peer } = link
      link.clearDeadline()
      link.ended = true
      link.detach()
      peer?.close(code, reason)
    }
    this.#refused.terminateAll()
    this.#links.clear()
    this.#linksByConnection.clear()
    this.#linksBySocketId.clear()
  }

  #open(socketId: string): Link {
    const actions = {
      leave: () => this.#leave(link),
      join: (session: Session, connection: Connection) => {
        // A client whose socket has gone meanwhile keeps the grace period that then began.
        if (link.peer) link.clearDeadline()
        link.membership = { session, connection }
        this.#linksByConnection.set(connection, link)
      },
    }
    const link: Link = new Link(socketId, this.#envelopes, {
      handle: (frame) => handleFrame(this.#context, link, frame, actions),
      overflow: () => this.#overflow(link),
    })
    this.#links.add(link)
    if (socketId !== '') this.#linksBySocketId.set(socketId, link)
    return link
  }

  #overflow(link: Link): void {
    // While others are being told something, nobody may leave: each would be told of by the one before.
    if (this.#overflowed.length === 0) queueMicrotask(() => this.#cutOff())
    this.#overflowed.push(link)
  }

  #cutOff(): void {
    const links = this.#overflowed
    this.#overflowed = []
    for (const link of links) {
      if (link.ended) continue
      const message = `${link.label} was cut off: it did not acknowledge its messages`
      this.#context.log({ level: 'warn', message })
      const { peer } = link
      this.#end(link, 'networkDisconnected', 'limit')
      peer?.close(CLOSE.doNotReconnect, 'Too far behind')
    }
  }

  #receive(link: Link, peer: Peer, bytes: Uint8Array): void {
    try {
      link.receive(decodeFrame(bytes))
    } catch (error) {
      // A transport has nobody to tell of a defect, so none gets out of here.
      const isOurs = !(error instanceof FrameError)
      const message = isOurs ? `The sandbox failed: ${error}` : error.message
      this.#context.log({ level: 'warn', message: `${link.label} was cut off: ${message}` })
      peer.close(
        isOurs ? CLOSE.internalError : CLOSE.protocolError,
        isOurs ? 'Internal error' : 'Not a frame',
      )
    }
  }

  #expectHandshake(link: Link, peer: Peer): void {
    const expire = () => {
      if (link.membership || link.peer !== peer) return
      this.#context.log({ level: 'warn', message: 'A socket was closed: no client connected over it' })
      this.#end(link, 'networkDisconnected', 'timeout')
      peer.close(CLOSE.doNotReconnect, 'No client connected')
    }
    link.setDeadline(() => this.#context.clock.setTimeout(expire, HANDSHAKE_PERIOD))
  }

  /** A socket has gone without a word: its client may come back, if it has something to come back to. */
  #lost(link: Link, code: number): void {
    link.detach()
    if (link.ended) {
      link.clearDeadline()
      this.#links.delete(link)
    } else if (link.uniqueId === '' || link.socketId === '' || code === CLOSE.goingAway) {
      this.#end(link, 'networkDisconnected', 'network')
    } else {
      const expire = () => this.#end(link, 'networkDisconnected', 'timeout')
      link.setDeadline(() => this.#context.clock.setTimeout(expire, GRACE_PERIOD))
    }
  }

  /** Ends a client's stay, whether or not its socket is still open. */
  #end(link: Link, reason: 'clientDisconnected' | 'networkDisconnected', cause: Cause): void {
    link.clearDeadline()
    if (link.peer === undefined) this.#links.delete(link)
    if (link.ended) return
    const { membership } = link
    if (membership) membership.session.leave(membership.connection, reason, cause)
    this.#forget(link)
  }

  /** Nothing resumes this client any more. */
  #forget(link: Link): void {
    link.ended = true
    link.membership = undefined
    this.#linksBySocketId.delete(link.socketId)
  }

  #leave(link: Link): void {
    const { peer } = link
    link.detach()
    this.#end(link, 'clientDisconnected', 'client')
    peer?.close(CLOSE.normal, 'Goodbye')
  }

  /** A connection has left its session, for whatever reason, and everybody has been told. */
  #left(connection: Connection, reason: string): void {
    const link = this.#linksByConnection.get(connection)
    this.#linksByConnection.delete(connection)
    if (link === undefined) return
    this.#forget(link)
    if (reason !== 'forceDisconnected') return
    const { peer } = link
    link.clearDeadline()
    if (peer === undefined) {
      this.#links.delete(link)
      return
    }
    // The client is told, and closes its socket by itself; one that does not is made to.
    const expire = () => peer.close(CLOSE.doNotReconnect, 'Disconnected')
    link.setDeadline(() => this.#context.clock.setTimeout(expire, EXPULSION))
  }
}
