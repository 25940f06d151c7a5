import type { Clock } from '@opentok-sandbox/core'
import { DelayLine, type Route, vary } from '@opentok-sandbox/sandbox'
import { CHANNELS, decodeChannelData, encodeChannelData, isChannelData } from './channel-data.ts'
import {
  ATTRIBUTE,
  decodeStun,
  encodeStun,
  isStun,
  METHOD,
  type ReceivedStunMessage,
  type StunAttribute,
  StunError,
} from './stun-message.ts'
import { type Endpoint, errorCode, keyOf, readUint32, text, uint32, xorAddress } from './stun-values.ts'
import { isFreshNonce, makeNonce, REALM, readTurnUsername, turnKey } from './turn-credentials.ts'
import {
  badRequest,
  find,
  has,
  LIFETIME,
  readLifetime,
  readPeers,
  readText,
  refuseUnknown,
  TurnError,
} from './turn-request.ts'

/** How a message gets to a client and where it comes from: over UDP or over one TCP connection. */
export interface TurnClient {
  /** What tells it from all other clients. */
  readonly key: string
  readonly endpoint: Endpoint
  /** The server's own IPv4 address, as the client sees it. */
  readonly serverAddress: string
  /** Over TCP, ChannelData is padded (RFC 8656 §12.5). */
  readonly isStream: boolean
  send(bytes: Buffer): void
}

/** What the relay takes from outside. */
export interface TurnParts {
  /** Makes and checks credentials and nonces; random for each process. */
  secret: Uint8Array
  clock: Clock
  /** A number from 0 (included) to 1. */
  chance(): number
  /** What the way to the owner of these credentials does to data now. */
  routeOf(name: string): Route | undefined
  /** A way to the media router, which has sockets of its own: the only peer that is no client. */
  bridge?: Bridge | undefined
}

/** Opens a way to an endpoint of this process; `undefined` if the endpoint is not one of the router. */
export type Bridge = (peer: Endpoint, receive: (data: Buffer) => void) => BridgeEnd | undefined

export interface BridgeEnd {
  send(data: Uint8Array): void
  close(): void
}

/** How much one client and all of them may have. */
const MOST = { allocations: 2000, perUser: 200, permissions: 200, channels: 200, bridges: 20 }

/** Ports of no system's services. */
const PORTS = { first: 49_152, last: 65_535 }

/** UDP, by its number among the protocols: the only transport of relayed data. */
const UDP = 17

interface Allocation {
  client: TurnClient
  username: string
  key: Buffer
  /** What peers send to. No socket is behind it: only clients of this server can (media facts §1.4). */
  relayed: Endpoint
  /** The transaction that made it: a client may ask twice. */
  transactionId: string
  expiresAt: number
  /** When the permission of an address expires. */
  permissions: Map<string, number>
  channels: Map<number, { peer: Endpoint; expiresAt: number }>
  channelOf: Map<string, number>
  bridges: Map<string, BridgeEnd>
  inbound: DelayLine
  outbound: DelayLine
}

/**
 * Relays data between its own clients (RFC 8656, as much of it as browsers use). Nothing that it is sent leaves this
 * process but for another client of it, so that it is no open proxy.
 */
export class TurnRelay {
  readonly #parts: TurnParts
  readonly #allocations = new Map<string, Allocation>()
  readonly #byRelayed = new Map<string, Allocation>()
  readonly #takenPorts = new Set<number>()

  constructor(parts: TurnParts) {
    this.#parts = parts
  }

  /** How many clients have an allocation now. */
  get size(): number {
    return this.#allocations.size
  }

  /** Takes what a client has sent; what is neither STUN nor ChannelData is dropped. */
  receive(bytes: Uint8Array, client: TurnClient): void {
    if (isChannelData(bytes)) {
      const data = decodeChannelData(bytes)
      const allocation = this.#find(client)
      const channel = data && allocation?.channels.get(data.channel)
      if (data && allocation && channel && channel.expiresAt > this.#now)
        this.#relay(allocation, channel.peer, data.data)
      return
    }
    if (!isStun(bytes)) return
    try {
      const message = decodeStun(bytes)
      if (message.class === 'indication') this.#indicate(message, client)
      if (message.class === 'request') this.#answer(message, client)
    } catch (error) {
      if (!(error instanceof StunError)) throw error
    }
  }

  /** A TCP connection has closed: its allocation goes with it (RFC 8656 §3.1). */
  closed(client: TurnClient): void {
    const allocation = this.#allocations.get(client.key)
    if (allocation) this.#free(allocation)
  }

  close(): void {
    for (const allocation of [...this.#allocations.values()]) this.#free(allocation)
  }

  get #now(): number {
    return this.#parts.clock.now()
  }

  #find({ key }: TurnClient): Allocation | undefined {
    const allocation = this.#allocations.get(key)
    if (allocation === undefined || allocation.expiresAt > this.#now) return allocation
    this.#free(allocation)
    return undefined
  }

  #free(allocation: Allocation): void {
    this.#allocations.delete(allocation.client.key)
    this.#byRelayed.delete(keyOf(allocation.relayed))
    this.#takenPorts.delete(allocation.relayed.port)
    for (const bridge of allocation.bridges.values()) bridge.close()
  }

  #answer(request: ReceivedStunMessage, client: TurnClient): void {
    const { method, transactionId } = request
    const reply = (attributes: readonly StunAttribute[], key?: Buffer) =>
      client.send(encodeStun({ class: 'success', method, transactionId, attributes }, key))
    try {
      if (method === METHOD.binding) {
        reply([xorAddress(ATTRIBUTE.xorMappedAddress, client.endpoint, transactionId)])
        return
      }
      const { username, key } = this.#authenticate(request)
      const allocation = this.#find(client)
      if (allocation && allocation.username !== username) throw new TurnError(441, 'Wrong Credentials')
      reply(this.#perform(request, client, { username, key, allocation }), key)
    } catch (error) {
      const { code, message, attributes } = error instanceof TurnError ? error : badRequest(error)
      const parts = [errorCode(code, message), ...attributes]
      client.send(encodeStun({ class: 'error', method, transactionId, attributes: parts }))
    }
  }

  /** Long-term credentials (RFC 8489 §9.2.4). */
  #authenticate(request: ReceivedStunMessage): { username: string; key: Buffer } {
    const { secret } = this.#parts
    const challenge = () => [
      text(ATTRIBUTE.realm, REALM),
      text(ATTRIBUTE.nonce, makeNonce(secret, this.#now)),
    ]
    if (!has(request, ATTRIBUTE.messageIntegrity)) throw new TurnError(401, 'Unauthorized', challenge())
    const username = readText(request, ATTRIBUTE.username)
    const nonce = readText(request, ATTRIBUTE.nonce)
    if (username === undefined || nonce === undefined || !has(request, ATTRIBUTE.realm))
      throw new TurnError(400, 'Bad Request')
    if (!isFreshNonce(secret, nonce, this.#now)) throw new TurnError(438, 'Stale Nonce', challenge())
    const key = turnKey(secret, username)
    if (readTurnUsername(username) === undefined || !request.hasIntegrity(key))
      throw new TurnError(401, 'Unauthorized', challenge())
    return { username, key }
  }

  #perform(
    request: ReceivedStunMessage,
    client: TurnClient,
    { username, key, allocation }: { username: string; key: Buffer; allocation: Allocation | undefined },
  ): StunAttribute[] {
    refuseUnknown(request)
    if (request.method === METHOD.allocate)
      return this.#allocate(request, client, { username, key, allocation })
    if (allocation === undefined) throw new TurnError(437, 'Allocation Mismatch')
    switch (request.method) {
      case METHOD.refresh: {
        const lifetime = readLifetime(request)
        if (lifetime === 0) this.#free(allocation)
        else allocation.expiresAt = this.#now + lifetime * 1000
        return [uint32(ATTRIBUTE.lifetime, lifetime)]
      }
      case METHOD.createPermission: {
        const peers = readPeers(request)
        if (peers.length === 0) throw new TurnError(400, 'Bad Request')
        for (const { address } of peers) this.#permit(allocation, address)
        return []
      }
      case METHOD.channelBind: {
        this.#bind(allocation, request)
        return []
      }
      default:
        throw new TurnError(400, 'Bad Request')
    }
  }

  #allocate(
    request: ReceivedStunMessage,
    client: TurnClient,
    { username, key, allocation }: { username: string; key: Buffer; allocation: Allocation | undefined },
  ): StunAttribute[] {
    const transactionId = Buffer.from(request.transactionId).toString('hex')
    if (allocation && allocation.transactionId !== transactionId)
      throw new TurnError(437, 'Allocation Mismatch')
    const [transport] = find(request, ATTRIBUTE.requestedTransport) ?? []
    if (transport === undefined) throw new TurnError(400, 'Bad Request')
    if (transport !== UDP) throw new TurnError(442, 'Unsupported Transport Protocol')
    const [family = 1] = find(request, ATTRIBUTE.requestedAddressFamily) ?? []
    if (family !== 1) throw new TurnError(440, 'Address Family not Supported')
    const { expiresAt = 0 } = readTurnUsername(username) ?? {}
    // Only here: a call may last longer than its credentials.
    if (expiresAt <= this.#now) throw new TurnError(401, 'Unauthorized')
    const lifetime = readLifetime(request) || LIFETIME.allocation
    const made = allocation ?? this.#create(client, { username, key, transactionId })
    made.expiresAt = this.#now + lifetime * 1000
    return [
      xorAddress(ATTRIBUTE.xorRelayedAddress, made.relayed, request.transactionId),
      uint32(ATTRIBUTE.lifetime, lifetime),
      xorAddress(ATTRIBUTE.xorMappedAddress, client.endpoint, request.transactionId),
    ]
  }

  #create(client: TurnClient, given: { username: string; key: Buffer; transactionId: string }): Allocation {
    this.#sweep()
    const own = [...this.#allocations.values()].filter(({ username }) => username === given.username)
    if (own.length >= MOST.perUser) throw new TurnError(486, 'Allocation Quota Reached')
    if (this.#allocations.size >= MOST.allocations) throw new TurnError(508, 'Insufficient Capacity')
    const { clock, chance, routeOf } = this.#parts
    const { name = '' } = readTurnUsername(given.username) ?? {}
    const delay = () => {
      const route = routeOf(name)
      return route ? vary(route, chance()) : 0
    }
    const allocation: Allocation = {
      ...given,
      client,
      relayed: { address: client.serverAddress, port: this.#choosePort() },
      expiresAt: 0,
      permissions: new Map(),
      channels: new Map(),
      channelOf: new Map(),
      bridges: new Map(),
      inbound: new DelayLine(clock, delay),
      outbound: new DelayLine(clock, delay),
    }
    this.#allocations.set(client.key, allocation)
    this.#byRelayed.set(keyOf(allocation.relayed), allocation)
    return allocation
  }

  #choosePort(): number {
    const count = PORTS.last - PORTS.first + 1
    const start = Math.floor(this.#parts.chance() * count)
    for (let i = 0; i < count; i++) {
      const port = PORTS.first + ((start + i) % count)
      if (this.#takenPorts.has(port)) continue
      this.#takenPorts.add(port)
      return port
    }
    throw new TurnError(508, 'Insufficient Capacity')
  }

  /** Clients that went without a word leave their allocations behind, until they expire. */
  #sweep(): void {
    for (const allocation of [...this.#allocations.values()])
      if (allocation.expiresAt <= this.#now) this.#free(allocation)
  }

  #permit({ permissions }: Allocation, address: string): void {
    if (permissions.size >= MOST.permissions && !permissions.has(address))
      throw new TurnError(508, 'Insufficient Capacity')
    permissions.set(address, this.#now + LIFETIME.permission * 1000)
  }

  #bind(allocation: Allocation, request: ReceivedStunMessage): void {
    const { channels, channelOf } = allocation
    const value = find(request, ATTRIBUTE.channelNumber)
    const [peer] = readPeers(request)
    const channel = value ? readUint32(value) >>> 16 : 0
    if (peer === undefined || channel < CHANNELS.first || channel > CHANNELS.last)
      throw new TurnError(400, 'Bad Request')
    const bound = channels.get(channel)
    const key = keyOf(peer)
    const isOther = bound !== undefined && keyOf(bound.peer) !== key
    if (isOther || (channelOf.get(key) ?? channel) !== channel) throw new TurnError(400, 'Bad Request')
    if (channels.size >= MOST.channels && bound === undefined)
      throw new TurnError(508, 'Insufficient Capacity')
    this.#permit(allocation, peer.address)
    channels.set(channel, { peer, expiresAt: this.#now + LIFETIME.channel * 1000 })
    channelOf.set(key, channel)
  }

  /** A client sends data to a peer without a channel. */
  #indicate(message: ReceivedStunMessage, client: TurnClient): void {
    const allocation = this.#find(client)
    const data = find(message, ATTRIBUTE.data)
    const [peer] = readPeers(message)
    if (
      message.method !== METHOD.send ||
      allocation === undefined ||
      data === undefined ||
      peer === undefined
    )
      return
    if (this.#isPermitted(allocation, peer.address)) this.#relay(allocation, peer, data)
  }

  #isPermitted({ permissions }: Allocation, address: string): boolean {
    return (permissions.get(address) ?? 0) > this.#now
  }

  /** Data goes to another client, or to the router; anything else is dropped. */
  #relay(from: Allocation, peer: Endpoint, data: Uint8Array): void {
    const to = this.#byRelayed.get(keyOf(peer))
    // The router delays and loses what comes to it by itself.
    if (to === undefined) this.#bridgeTo(from, peer)?.send(data)
    else if (!this.#isLost(from)) {
      // The transport uses its bytes again.
      const kept = Buffer.from(data)
      from.inbound.push(() => {
        if (!this.#isLost(to)) to.outbound.push(() => this.#deliver(to, from.relayed, kept))
      })
    }
  }

  #bridgeTo(allocation: Allocation, peer: Endpoint): BridgeEnd | undefined {
    const key = keyOf(peer)
    const open = allocation.bridges.get(key)
    if (open || allocation.bridges.size >= MOST.bridges) return open
    const bridge = this.#parts.bridge?.(peer, (data) => this.#deliver(allocation, peer, data))
    if (bridge) allocation.bridges.set(key, bridge)
    return bridge
  }

  #deliver(to: Allocation, peer: Endpoint, data: Buffer): void {
    if (this.#allocations.get(to.client.key) !== to || !this.#isPermitted(to, peer.address)) return
    if (to.expiresAt > this.#now) to.client.send(this.#wrap(to, peer, data))
  }

  #wrap(to: Allocation, peer: Endpoint, data: Buffer): Buffer {
    const channel = to.channelOf.get(keyOf(peer))
    if (channel !== undefined && (to.channels.get(channel)?.expiresAt ?? 0) > this.#now)
      return encodeChannelData({ channel, data }, to.client.isStream)
    const transactionId = Buffer.alloc(12)
    transactionId.writeDoubleBE(this.#parts.chance())
    const attributes = [
      xorAddress(ATTRIBUTE.xorPeerAddress, peer, transactionId),
      { type: ATTRIBUTE.data, value: data },
    ]
    return encodeStun({ class: 'indication', method: METHOD.data, transactionId, attributes })
  }

  #isLost({ username }: Allocation): boolean {
    const { name = '' } = readTurnUsername(username) ?? {}
    const { loss = 0 } = this.#parts.routeOf(name) ?? {}
    return loss > 0 && this.#parts.chance() < loss
  }
}
