import { decodeFrame, encodeFrame, type LocalSandbox } from '@opentok-sandbox/sandbox'
import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift'

type Content = Record<string, unknown>

interface Message {
  method: string
  uri: string
  content: Content
}

const CODECS = () => ({
  audio: [new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2 })],
  video: [
    new RTCRtpCodecParameters({
      mimeType: 'video/VP8',
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'goog-remb' }],
    }),
  ],
})

/** A VP8 packet that begins a keyframe, as far as its first bytes say so. */
const KEYFRAME = Buffer.from([0x10, 0x00, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01])

/** A client of the wire with real peer connections, in place of a browser. */
export class PeerClient {
  readonly id: string
  readonly #uri: string
  readonly #events: ReturnType<LocalSandbox['accept']>
  readonly #connections = new Map<string, RTCPeerConnection>()
  readonly #waiting = new Set<() => void>()
  readonly #heard: Message[] = []
  readonly #statuses = new Map<string, (status: string) => void>()
  #timer: ReturnType<typeof setInterval> | undefined
  #count = 0
  /** How many packets of each subscription have come. */
  readonly received = new Map<string, number>()

  private constructor(
    sandbox: LocalSandbox,
    id: string,
    { apiKey, sessionId }: { apiKey: string; sessionId: string },
  ) {
    this.id = id
    this.#uri = `/v2/partner/${apiKey}/session/${sessionId}`
    const peer = {
      bufferedAmount: 0,
      send: (bytes: Uint8Array<ArrayBuffer>) => queueMicrotask(() => this.#receive(bytes)),
      close() {},
      terminate() {},
    }
    this.#events = sandbox.accept(peer, { url: `ws://localhost/rumorwebsocketsv2?socketId=${id}` })
  }

  static async join(sandbox: LocalSandbox, id: string, room = 'lobby'): Promise<PeerClient> {
    const credentials = await sandbox.tokens.create({ room })
    const client = new PeerClient(sandbox, id, credentials)
    client.#send('CONNECT', { uniqueId: id })
    const headers = { 'X-TB-TOKEN-AUTH': credentials.token }
    await client.ask('create', `/connection/${id}`, { userAgent: 'Mozilla/5.0 (a test)' }, headers)
    return client
  }

  /** Sends a message, and gives the status that answers it. */
  ask(
    method: string,
    path: string,
    content: Content = {},
    headers: Record<string, string> = {},
  ): Promise<string> {
    const transaction = `${this.id}-${++this.#count}`
    const answered = new Promise<string>((resolve) => this.#statuses.set(transaction, resolve))
    const body = JSON.stringify({ method, uri: this.#uri + path, content })
    this.#send('MESSAGE', { ...headers, 'TRANSACTION-ID': transaction }, body)
    return answered
  }

  /** Publishes a stream, and gives when it is announced. */
  async publish(stream: string): Promise<void> {
    const channel = [
      { id: 'video1', type: 'video', active: true },
      { id: 'audio1', type: 'audio', active: true },
    ]
    await this.ask('create', `/stream/${stream}`, { channel })
    await this.hear('created', `/stream/${stream}`)
  }

  async unpublish(stream: string): Promise<void> {
    await this.ask('delete', `/stream/${stream}`)
    clearInterval(this.#timer)
    await this.#close(`/stream/${stream}`)
  }

  /** Subscribes, and gives when packets have come. */
  async subscribe(stream: string, subscriber: string, packets = 5): Promise<void> {
    const path = `/stream/${stream}/subscriber/${subscriber}`
    await this.ask('create', path)
    await this.#until(() => (this.received.get(path) ?? 0) >= packets)
  }

  async unsubscribe(stream: string, subscriber: string): Promise<void> {
    const path = `/stream/${stream}/subscriber/${subscriber}`
    await this.ask('delete', path)
    await this.#close(path)
  }

  /** Waits until a message has come. */
  hear(method: string, path: string): Promise<void> {
    return this.#until(() => this.#heard.some((one) => one.method === method && one.uri === this.#uri + path))
  }

  async leave(): Promise<void> {
    clearInterval(this.#timer)
    this.#send('DISCONNECT', { reconnect: '' })
    for (const path of [...this.#connections.keys()]) await this.#close(path)
  }

  async #close(path: string): Promise<void> {
    const connection = this.#connections.get(path)
    this.#connections.delete(path)
    this.received.delete(path)
    await connection?.close()
  }

  #until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!isTrue()) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }

  #check(): void {
    for (const check of this.#waiting) check()
  }

  #send(
    type: 'CONNECT' | 'DISCONNECT' | 'MESSAGE' | 'STATUS',
    headers: Record<string, string>,
    body = '',
  ): void {
    this.#events.receive(
      encodeFrame({ type, addresses: [], headers: new Map(Object.entries(headers)), body }),
    )
  }

  #receive(bytes: Uint8Array): void {
    const { type, headers, body } = decodeFrame(bytes)
    const transaction = headers.get('TRANSACTION-ID') ?? ''
    if (type === 'STATUS') this.#statuses.get(transaction)?.(headers.get('STATUS') ?? '200')
    if (type !== 'MESSAGE') return
    this.#send('STATUS', { 'TRANSACTION-ID': transaction })
    const message = JSON.parse(body) as Message
    this.#heard.push(message)
    if (this.#heard.length > 100) this.#heard.shift()
    // What answers nonsense is nonsense.
    this.#negotiate(message, message.uri.slice(this.#uri.length)).catch(() => {})
    this.#check()
  }

  async #negotiate({ method, content }: Message, path: string): Promise<void> {
    const { peerId, sourceStreamId } = content
    const common = { peerId, sourceStreamId }
    if (method === 'generateoffer') {
      const connection = this.#open(path, common)
      const [video, audio] = (['video', 'audio'] as const).map(
        (kind) => connection.addTransceiver(kind, { direction: 'sendonly' }).sender,
      )
      const offer = await connection.createOffer()
      await connection.setLocalDescription(offer)
      await this.ask('offer', path, { ...common, type: 'offer', sdp: connection.localDescription?.sdp })
      let number = 0
      this.#timer = setInterval(() => {
        number++
        const header = { sequenceNumber: number % 65_536, timestamp: number * 1800 }
        void video?.sendRtp(new RtpPacket(new RtpHeader({ ...header, marker: true }), KEYFRAME))
        void audio?.sendRtp(new RtpPacket(new RtpHeader(header), Buffer.from([1, 2, 3])))
      }, 20)
    }
    if (method === 'offer') {
      const connection = this.#open(path, common)
      connection.onTrack.subscribe((track) =>
        track.onReceiveRtp.subscribe(() => {
          this.received.set(path, (this.received.get(path) ?? 0) + 1)
          this.#check()
        }),
      )
      await connection.setRemoteDescription({ type: 'offer', sdp: String(content.sdp) })
      await connection.setLocalDescription(await connection.createAnswer())
      await this.ask('answer', path, { ...common, type: 'answer', sdp: connection.localDescription?.sdp })
    }
    const connection = this.#connections.get(path)
    if (method === 'answer')
      await connection?.setRemoteDescription({ type: 'answer', sdp: String(content.sdp) })
    if (method === 'candidate')
      await connection?.addIceCandidate({ candidate: String(content.candidate), sdpMid: '0' })
  }

  #open(path: string, common: Content): RTCPeerConnection {
    const connection = new RTCPeerConnection({
      codecs: CODECS(),
      iceServers: [],
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
      bundlePolicy: 'max-bundle',
    })
    connection.onIceCandidate.subscribe((candidate) => {
      if (candidate) void this.ask('candidate', path, { ...common, ...candidate.toJSON() })
    })
    this.#connections.set(path, connection)
    return connection
  }
}
