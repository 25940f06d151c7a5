import { FakeStream, FakeTrack } from './fake-stream.ts'

/** A description of one end, as far as the client looks into it. */
export interface FakeDescription {
  type: string
  sdp: string
}

// Those of the environment that this file was loaded in: a call that outlives it must not mix it with another.
const { Event, EventTarget } = globalThis

/** The password of every fake end. */
const PASSWORD = 'fake'

/** A connection that is connected as soon as both ends have described themselves, if both are fake. */
export class FakePeerConnection extends EventTarget {
  localDescription: FakeDescription | null = null
  remoteDescription: FakeDescription | null = null
  signalingState = 'stable'
  iceGatheringState = 'new'
  iceConnectionState = 'new'
  connectionState = 'new'
  readonly #fragment = crypto.randomUUID().slice(0, 8)
  readonly #senders: { track: FakeTrack | null }[] = []
  readonly #receivers: { track: FakeTrack }[] = []

  addTrack(track: FakeTrack): object {
    const sender = makeSender(track)
    this.#senders.push(sender)
    return sender
  }

  addTransceiver(what: FakeTrack | string): object {
    const sender = makeSender(typeof what === 'string' ? null : what)
    this.#senders.push(sender)
    return makeTransceiver(sender)
  }

  removeTrack(): void {}

  addStream(stream: FakeStream): void {
    for (const track of stream.getTracks()) this.addTrack(track)
  }

  getSenders = () => [...this.#senders]
  getReceivers = () => [...this.#receivers]
  getTransceivers = () => this.#senders.map((sender) => makeTransceiver(sender))
  getStats = async () => new Map()
  getConfiguration = () => ({})
  setConfiguration(): void {}
  restartIce(): void {}
  async addIceCandidate(): Promise<void> {}

  createDataChannel(): object {
    return Object.assign(new EventTarget(), { readyState: 'open', close() {}, send() {} })
  }

  createOffer = async (): Promise<FakeDescription> => ({ type: 'offer', sdp: this.#describe() })
  createAnswer = async (): Promise<FakeDescription> => ({ type: 'answer', sdp: this.#describe() })

  async setLocalDescription(description?: FakeDescription): Promise<void> {
    this.localDescription =
      description ?? (await (this.remoteDescription ? this.createAnswer() : this.createOffer()))
    this.iceGatheringState = 'complete'
    this.#say('icegatheringstatechange')
    this.#say('icecandidate', { candidate: null })
    this.#settle(this.localDescription.type === 'offer' ? 'have-local-offer' : 'stable')
  }

  async setRemoteDescription(description: FakeDescription): Promise<void> {
    this.remoteDescription = description
    if (description.type === 'offer') {
      const kinds = [...description.sdp.matchAll(/^m=(audio|video)/gm)].map(([, kind]) => kind ?? '')
      const stream = new FakeStream(kinds.map((kind) => new FakeTrack(kind)))
      for (const track of stream.getTracks()) {
        const receiver = { track }
        this.#receivers.push(receiver)
        this.#say('track', {
          track,
          receiver,
          streams: [stream],
          transceiver: makeTransceiver(makeSender(null)),
        })
      }
      this.#say('addstream', { stream })
    }
    this.#settle(description.type === 'offer' ? 'have-remote-offer' : 'stable')
  }

  close(): void {
    this.signalingState = this.iceConnectionState = this.connectionState = 'closed'
  }

  #settle(state: string): void {
    this.signalingState = state
    this.#say('signalingstatechange')
    if (state !== 'stable') return
    if (!this.remoteDescription?.sdp.includes(`a=ice-pwd:${PASSWORD}`)) {
      // No check of connectivity succeeds with another password.
      this.iceConnectionState = 'checking'
      this.#say('iceconnectionstatechange')
      return
    }
    this.iceConnectionState = this.connectionState = 'connected'
    this.#say('iceconnectionstatechange')
    this.#say('connectionstatechange')
  }

  #describe(): string {
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      `a=group:BUNDLE ${this.#senders.map((_, i) => i).join(' ')}`,
    ]
    const kinds = this.#senders.map(({ track }) => track?.kind ?? 'audio')
    const offered = [...(this.remoteDescription?.sdp ?? '').matchAll(/^m=(audio|video)/gm)].map(
      ([, kind]) => kind ?? '',
    )
    for (const [mid, kind] of (kinds.length > 0 ? kinds : offered).entries()) {
      const codec = kind === 'audio' ? '111 opus/48000/2' : '96 VP8/90000'
      const [payload] = codec.split(' ')
      lines.push(
        `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payload}`,
        'c=IN IP4 0.0.0.0',
        `a=rtpmap:${codec}`,
        `a=mid:${mid}`,
      )
      lines.push(`a=ice-ufrag:${this.#fragment}`, `a=ice-pwd:${PASSWORD}`, 'a=sendrecv', 'a=rtcp-mux')
    }
    return `${lines.join('\r\n')}\r\n`
  }

  #say(type: string, detail: object = {}): void {
    const event = Object.assign(new Event(type), detail)
    const handler = Reflect.get(this, `on${type}`)
    if (typeof handler === 'function') handler.call(this, event)
    this.dispatchEvent(event)
  }
}

/** Asked for the codecs that can be sent and received. */
export const CAPABLE = Object.assign(function Capable() {}, {
  getCapabilities: () => ({ codecs: [], headerExtensions: [] }),
})

function makeSender(track: FakeTrack | null) {
  return {
    track,
    getParameters: () => ({ encodings: [{}] }),
    setParameters: async () => {},
    getStats: async () => new Map(),
    async replaceTrack(other: FakeTrack | null) {
      this.track = other
    },
  }
}

function makeTransceiver(sender: { track: FakeTrack | null }) {
  const receiver = { track: new FakeTrack(sender.track?.kind ?? 'audio') }
  return { sender, receiver, direction: 'sendrecv', mid: null, stop() {}, setCodecPreferences() {} }
}
