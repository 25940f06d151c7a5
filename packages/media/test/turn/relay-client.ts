import { isChannelData } from '../../src/turn/channel-data.ts'
import {
  ATTRIBUTE,
  decodeStun,
  encodeStun,
  METHOD,
  type ReceivedStunMessage,
  type StunAttribute,
} from '../../src/turn/stun-message.ts'
import {
  type Endpoint,
  readErrorCode,
  readUint32,
  readXorAddress,
  text,
  uint32,
  xorAddress,
} from '../../src/turn/stun-values.ts'
import { longTermKey, type TurnCredentials } from '../../src/turn/turn-credentials.ts'

export const UDP = { type: ATTRIBUTE.requestedTransport, value: Buffer.from([17, 0, 0, 0]) }

/** What a request came to. */
export interface Outcome {
  /** 0 for success. */
  code: number
  relayed: Endpoint | undefined
  lifetime: number | undefined
  message: ReceivedStunMessage
}

/** A client of a TURN server that says everything by hand, over any transport. */
export class RelayClient {
  readonly data: { from: Endpoint | number; bytes: string }[] = []
  readonly #send: (bytes: Buffer) => void
  readonly #credentials: TurnCredentials | undefined
  readonly #waiting = new Map<string, (message: ReceivedStunMessage) => void>()
  #key: Buffer | undefined
  #realm = ''
  nonce = ''
  #count = 0

  constructor(send: (bytes: Buffer) => void, credentials?: TurnCredentials) {
    this.#send = send
    this.#credentials = credentials
  }

  /** Takes what the server sends. */
  receive(bytes: Buffer): void {
    if (isChannelData(bytes)) {
      const length = bytes.readUInt16BE(2)
      this.data.push({ from: bytes.readUInt16BE(0), bytes: bytes.subarray(4, 4 + length).toString() })
      return
    }
    const message = decodeStun(bytes)
    if (message.class === 'indication') {
      const data = value(message, ATTRIBUTE.data) ?? new Uint8Array()
      const peer = value(message, ATTRIBUTE.xorPeerAddress) ?? new Uint8Array()
      this.data.push({
        from: readXorAddress(peer, message.transactionId),
        bytes: Buffer.from(data).toString(),
      })
    } else this.#waiting.get(Buffer.from(message.transactionId).toString('hex'))?.(message)
  }

  async request(
    method: number,
    attributes: (id: Buffer) => StunAttribute[] = () => [],
    transactionId = this.#newId(),
  ): Promise<Outcome> {
    const own = attributes(transactionId)
    const parts = this.#key
      ? [
          text(ATTRIBUTE.username, this.#credentials?.username ?? ''),
          text(ATTRIBUTE.realm, this.#realm),
          text(ATTRIBUTE.nonce, this.nonce),
        ]
      : []
    const answered = new Promise<ReceivedStunMessage>((resolve) => {
      this.#waiting.set(transactionId.toString('hex'), resolve)
    })
    this.#send(
      encodeStun({ class: 'request', method, transactionId, attributes: [...own, ...parts] }, this.#key),
    )
    const message = await answered
    const error = value(message, ATTRIBUTE.errorCode)
    const relayed = value(message, ATTRIBUTE.xorRelayedAddress)
    const lifetime = value(message, ATTRIBUTE.lifetime)
    return {
      code: error ? readErrorCode(error) : 0,
      relayed: relayed && readXorAddress(relayed, transactionId),
      lifetime: lifetime && readUint32(lifetime),
      message,
    }
  }

  /** Learns the realm and a nonce, as the first answer to a client tells them. */
  async learn(): Promise<Outcome> {
    this.#key = undefined
    const outcome = await this.request(METHOD.allocate, () => [UDP])
    const read = (type: number) => Buffer.from(value(outcome.message, type) ?? []).toString()
    this.#realm = read(ATTRIBUTE.realm)
    this.nonce = read(ATTRIBUTE.nonce)
    const { username, credential } = this.#credentials ?? { username: '', credential: '' }
    this.#key = longTermKey(username, credential, this.#realm)
    return outcome
  }

  /** Gets a relayed address. */
  async allocate(lifetime?: number): Promise<Outcome> {
    await this.learn()
    return this.request(METHOD.allocate, () => [
      UDP,
      ...(lifetime === undefined ? [] : [uint32(ATTRIBUTE.lifetime, lifetime)]),
    ])
  }

  permit(...peers: Endpoint[]): Promise<Outcome> {
    return this.request(METHOD.createPermission, (id) =>
      peers.map((peer) => xorAddress(ATTRIBUTE.xorPeerAddress, peer, id)),
    )
  }

  bind(channel: number, peer: Endpoint): Promise<Outcome> {
    return this.request(METHOD.channelBind, (id) => [
      uint32(ATTRIBUTE.channelNumber, channel * 65_536),
      xorAddress(ATTRIBUTE.xorPeerAddress, peer, id),
    ])
  }

  refresh(lifetime: number): Promise<Outcome> {
    return this.request(METHOD.refresh, () => [uint32(ATTRIBUTE.lifetime, lifetime)])
  }

  sendTo(peer: Endpoint, bytes: string): void {
    const transactionId = this.#newId()
    const attributes = [
      xorAddress(ATTRIBUTE.xorPeerAddress, peer, transactionId),
      { type: ATTRIBUTE.data, value: Buffer.from(bytes) },
    ]
    this.#send(encodeStun({ class: 'indication', method: METHOD.send, transactionId, attributes }))
  }

  send(bytes: Buffer): void {
    this.#send(bytes)
  }

  #newId(): Buffer {
    const id = Buffer.alloc(12)
    id.writeUInt32BE(++this.#count, 8)
    return id
  }
}

const value = ({ attributes }: ReceivedStunMessage, wanted: number) =>
  attributes.find(({ type }) => type === wanted)?.value
