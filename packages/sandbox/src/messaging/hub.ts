import type { Context } from '../context.ts'
import type { CheckedRule } from '../faults/fault-rule.ts'
import type { FiredFault } from '../faults/faults.ts'
import { RefusalRecord } from '../journal/refusal-record.ts'
import { vary } from '../network/delay-line.ts'
import type { Connection } from '../session/connection.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionListener } from '../session/event-stream.ts'
import type { Session } from '../session/session.ts'
import { createAnnouncer } from './announcer.ts'
import { CLOSE } from './close-codes.ts'
import { DistantPeer } from './distant-peer.ts'
import { Envelopes } from './envelope.ts'
import { decodeFrame, FrameError } from './frame.ts'
import { handleFrame } from './frame-handler.ts'
import { Link, type LinkOwner } from './link.ts'
import type { Message } from './message.ts'
import { MessageDisturber } from './message-disturber.ts'
import type { Peer, PeerEvents, PeerInfo } from './peer.ts'
import { RefusedSockets } from './refused-sockets.ts'
import { SocketEndRecord, SocketRecord } from './socket-record.ts'

/** How long a client may be without a socket before it counts as lost: a little longer than it tries itself. */
export const GRACE_PERIOD = 35_000

/** How long a socket may be open without a client that connects to a session over it. */
export const HANDSHAKE_PERIOD = 30_000

/** How long a client has to read who is in the session, in milliseconds. */
const LONGEST_READING = 1000

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
  /** Grows with each reset: a socket of before closes afterwards, and the journal has begun again. */
  #generation = 0
  readonly #disturber: MessageDisturber
  /** What the sockets that were ended on purpose were ended by: the number of an entry. */
  readonly #ends = new WeakMap<Peer, number | undefined>()

  constructor(context: Context) {
    this.#context = context
    this.#envelopes = new Envelopes(context.clock)
    this.#refused = new RefusedSockets(context.clock)
    this.#disturber = new MessageDisturber(context)
    this.#announce = createAnnouncer((connection, message) => this.#deliver(connection, message))
  }

  #deliver(connection: Connection, message: Message): void {
    const link = this.#linksByConnection.get(connection)
    const cause = this.#context.events.current?.entry
    if (link === undefined) return
    if (this.#disturber.isIdle) link.deliver(message, cause)
    else this.#disturber.deliver(link, connection, message, cause)
  }

  /** Tells the clients of a session what happens in it. */
  readonly listener: SessionListener = (event) => {
    this.#announce(event)
    if (event.type === 'connectionCreated') this.#joined(event.connection)
    if (event.type === 'connectionDestroyed') this.#left(event.connection, event.reason)
  }

  /** Takes a socket that a client has opened. */
  accept(near: Peer, info: PeerInfo): PeerEvents {
    const { url, origin } = info
    if (this.#isClosed) {
      near.close(CLOSE.goingAway, 'The sandbox is closed')
      return IGNORED
    }
    const record = new SocketRecord(url, origin)
    const socket = this.#context.journal.add(record)
    const query = new URL(url).searchParams
    const socketId = query.get('socketId') ?? ''
    const known = this.#linksBySocketId.get(socketId)
    if (known) Object.assign(record, { session: known.origin(0).session, connection: known.party })
    const fault = this.#takeFault(known, socket, () => true)
    const isRefused = fault && /^(refuse|drop)$/.test(fault.network ?? 'refuse')
    if (isRefused) return this.#refused.refuse(near)
    if (fault?.network === 'half-open') return this.#refused.hold(near)
    if (socketId.length > LONGEST_SOCKET_ID || (known === undefined && query.get('reconnect') === 'true')) {
      this.#refuseSocket(socket)
      near.close(CLOSE.doNotReconnect, 'Unknown socket ID')
      return IGNORED
    }
    const link = known ?? this.#open(socketId, info)
    const peer = new DistantPeer(near, this.#context.clock, () => this.#delayOf(link))
    link.attach(peer, { again: known !== undefined, socket })
    if (fault?.network === 'no-pong' || fault?.network === 'silent') link.disturb(fault.network)
    if (link.membership === undefined) this.#expectHandshake(link, peer, socket)
    const generation = this.#generation
    return peer.delayed({
      receive: (bytes) => {
        if (link.peer === peer) this.#receive(link, peer, bytes)
      },
      closed: (code) => {
        if (generation !== this.#generation) return
        const end = new SocketEndRecord(code, { ...link.origin(undefined), cause: this.#ends.get(peer) })
        const entry = this.#context.journal.add(end)
        if (link.peer === peer) this.#lost(link, code, entry)
      },
    })
  }

  /** How long the next frame of a client takes, in milliseconds. */
  #delayOf({ membership }: Link): number {
    const { network, chance } = this.#context
    const route = membership && network.routeOf(membership.session, membership.connection)
    return route ? vary(route, chance()) : 0
  }

  #refuseSocket(cause: number): void {
    const hint =
      'The client wants to resume a connection that the sandbox does not know: its grace period is over, or the sandbox was restarted or reset'
    const refusal = {
      what: 'A socket',
      status: CLOSE.doNotReconnect,
      reason: 'Unknown socket ID',
      hint,
      cause,
    }
    this.#context.journal.add(new RefusalRecord(refusal))
    this.#context.log({ level: 'info', message: `A socket was refused: ${hint}` })
  }

  #takeFault(
    link: Link | undefined,
    cause: number,
    accepts: (rule: CheckedRule) => boolean,
  ): FiredFault | undefined {
    const describe = () => {
      const { session, connection } = link?.origin(cause) ?? {}
      return { session, connection, role: link?.membership?.connection.role, cause }
    }
    return this.#context.faults.take('socket', describe, accepts)
  }

  /** A client asks whether the sandbox is there: at that moment, its socket may begin to fail. */
  #pinged(link: Link, entry: number): void {
    const fault = this.#takeFault(link, entry, ({ network }) => network !== undefined && network !== 'refuse')
    const { peer } = link
    if (fault?.network === 'no-pong' || fault?.network === 'silent') link.disturb(fault.network)
    if (fault?.network === 'half-open' && peer) {
      this.#refused.hold(peer)
      this.#lost(link, CLOSE.abnormal, entry)
    }
    if (fault?.network === 'drop' && peer) this.#terminate(peer, entry)
    else link.pong(entry)
  }

  #terminate(peer: Peer, cause: number | undefined): void {
    this.#ends.set(peer, cause)
    peer.terminate()
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
  drop(connectionId: string, cause?: number): boolean {
    for (const { membership, peer } of this.#links) {
      if (membership?.connection.id !== connectionId || peer === undefined) continue
      this.#terminate(peer, cause)
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
    this.#generation++
    this.#refused.terminateAll()
    this.#disturber.reset()
    this.#links.clear()
    this.#linksByConnection.clear()
    this.#linksBySocketId.clear()
  }

  #open(socketId: string, info: PeerInfo): Link {
    const actions = {
      leave: (entry: number) => this.#leave(link, entry),
      pinged: (entry: number) => this.#pinged(link, entry),
      join: (session: Session, connection: Connection) => {
        // A client whose socket has gone meanwhile keeps the grace period that then began.
        if (link.peer) link.clearDeadline()
        link.membership = { session, connection }
        this.#linksByConnection.set(connection, link)
      },
    }
    const owner: LinkOwner = {
      journal: this.#context.journal,
      handle: (frame, entry) => handleFrame(this.#context, link, frame, entry, actions),
      overflow: () => this.#overflow(link),
    }
    const link: Link = new Link(socketId, this.#envelopes, owner, info)
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
      this.#end(link, 'networkDisconnected', { by: 'limit' })
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

  #expectHandshake(link: Link, peer: Peer, socket: number): void {
    const expire = () => {
      if (link.membership || link.peer !== peer) return
      this.#context.log({ level: 'warn', message: 'A socket was closed: no client connected over it' })
      this.#end(link, 'networkDisconnected', { by: 'timeout', entry: socket })
      peer.close(CLOSE.doNotReconnect, 'No client connected')
    }
    link.setDeadline(() => this.#context.clock.setTimeout(expire, HANDSHAKE_PERIOD))
  }

  /** A socket has gone without a word: its client may come back, if it has something to come back to. */
  #lost(link: Link, code: number, entry: number): void {
    link.detach()
    if (link.ended) {
      link.clearDeadline()
      this.#links.delete(link)
    } else if (link.uniqueId === '' || link.socketId === '' || code === CLOSE.goingAway) {
      this.#end(link, 'networkDisconnected', { by: 'network', entry })
    } else {
      const expire = () => this.#end(link, 'networkDisconnected', { by: 'timeout', entry })
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

  #leave(link: Link, entry: number): void {
    const { peer } = link
    link.detach()
    this.#end(link, 'clientDisconnected', { by: 'client', entry })
    peer?.close(CLOSE.normal, 'Goodbye')
  }

  /** A connection has joined its session, and its client has been sent who is there. */
  #joined(connection: Connection): void {
    const link = this.#linksByConnection.get(connection)
    link?.hold((end) => this.#context.clock.setTimeout(end, LONGEST_READING))
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
