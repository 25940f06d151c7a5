// What happy-dom lacks of a browser's media, as far as OpenTok's client needs it to publish and to subscribe.

/** A track that makes no sound and shows no picture. */
class FakeTrack extends EventTarget {
  readonly id = crypto.randomUUID()
  readonly label = 'fake'
  readonly kind: string
  enabled = true
  muted = false
  readyState = 'live'
  contentHint = ''

  constructor(kind: string) {
    super()
    this.kind = kind
  }

  stop(): void {
    this.readyState = 'ended'
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind)
  }

  getSettings(): object {
    return this.kind === 'video'
      ? { width: 640, height: 480, frameRate: 30, deviceId: 'video' }
      : { deviceId: 'audio' }
  }

  getConstraints(): object {
    return {}
  }

  getCapabilities(): object {
    return {}
  }

  async applyConstraints(): Promise<void> {}
}

class FakeStream extends EventTarget {
  readonly id = crypto.randomUUID()
  readonly #tracks: FakeTrack[]

  constructor(tracks: FakeTrack[] | FakeStream = []) {
    super()
    this.#tracks = Array.isArray(tracks) ? [...tracks] : tracks.getTracks()
  }

  get active(): boolean {
    return this.#tracks.some(({ readyState }) => readyState === 'live')
  }

  getTracks = (): FakeTrack[] => [...this.#tracks]
  getAudioTracks = (): FakeTrack[] => this.#tracks.filter(({ kind }) => kind === 'audio')
  getVideoTracks = (): FakeTrack[] => this.#tracks.filter(({ kind }) => kind === 'video')
  getTrackById = (id: string): FakeTrack | null => this.#tracks.find((track) => track.id === id) ?? null

  addTrack(track: FakeTrack): void {
    if (!this.#tracks.includes(track)) this.#tracks.push(track)
  }

  removeTrack(track: FakeTrack): void {
    const index = this.#tracks.indexOf(track)
    if (index >= 0) this.#tracks.splice(index, 1)
  }

  clone(): FakeStream {
    return new FakeStream(this.#tracks.map((track) => track.clone()))
  }
}

interface FakeDescription {
  type: string
  sdp: string
}

/** A connection that is connected as soon as both ends have described themselves. */
class FakePeerConnection extends EventTarget {
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
      lines.push(`a=ice-ufrag:${this.#fragment}`, 'a=ice-pwd:fake', 'a=sendrecv', 'a=rtcp-mux')
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
const CAPABLE = Object.assign(function Capable() {}, {
  getCapabilities: () => ({ codecs: [], headerExtensions: [] }),
})

/** Listens to silence: the client samples how loud a stream is. */
class FakeAudioContext extends EventTarget {
  readonly state = 'running'
  readonly sampleRate = 48_000
  readonly destination = {}
  async resume(): Promise<void> {}
  async suspend(): Promise<void> {}
  async close(): Promise<void> {}
  createGain = () => makeNode({ gain: { value: 1 } })
  createMediaStreamSource = () => makeNode({})
  createAnalyser = () =>
    makeNode({
      fftSize: 32,
      frequencyBinCount: 16,
      getByteTimeDomainData() {},
      getFloatTimeDomainData() {},
      getByteFrequencyData() {},
    })
}

function makeNode<Properties extends object>(properties: Properties) {
  return { ...properties, connect() {}, disconnect() {} }
}

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

const DEVICES = [
  { kind: 'audioinput', deviceId: 'audio', groupId: 'fake', label: 'Fake microphone' },
  { kind: 'videoinput', deviceId: 'video', groupId: 'fake', label: 'Fake camera' },
]

const mediaDevices = Object.assign(new EventTarget(), {
  enumerateDevices: async () => DEVICES,
  getSupportedConstraints: () => ({}),
  getUserMedia: async ({ audio, video }: { audio?: unknown; video?: unknown }) =>
    new FakeStream([...(audio ? [new FakeTrack('audio')] : []), ...(video ? [new FakeTrack('video')] : [])]),
  getDisplayMedia: async () => new FakeStream([new FakeTrack('video')]),
})

/** How often a playing element tells the time, in milliseconds; browsers do so about as often. */
const TICK = 100

/** Gives an element with a stream in it what one that plays has, and says so, until it has none any more. */
function createPlayer(): { properties: PropertyDescriptorMap; stop(): void } {
  const sources = new WeakMap<object, unknown>()
  const timers = new Map<EventTarget, ReturnType<typeof setInterval>>()
  const stop = (element: EventTarget) => {
    clearInterval(timers.get(element))
    timers.delete(element)
  }
  const play = (element: EventTarget) => {
    stop(element)
    const say = (...types: string[]) => {
      for (const type of types) element.dispatchEvent(new Event(type))
    }
    queueMicrotask(() => say('loadedmetadata', 'loadeddata', 'canplay', 'play', 'playing'))
    timers.set(
      element,
      setInterval(() => say('timeupdate'), TICK),
    )
  }
  const properties: PropertyDescriptorMap = {
    srcObject: {
      get(this: EventTarget) {
        return sources.get(this) ?? null
      },
      set(this: EventTarget, stream: unknown) {
        sources.set(this, stream)
        if (stream) play(this)
        else stop(this)
      },
    },
    paused: { get: () => false },
    readyState: { get: () => 4 },
    videoWidth: { get: () => 640 },
    videoHeight: { get: () => 480 },
    currentTime: { get: () => performance.now() / 1000, set() {} },
    play: { value: async () => {} },
    pause: { value() {} },
  }
  return {
    properties,
    stop() {
      for (const element of timers.keys()) stop(element)
    },
  }
}

/**
 * Puts cameras, microphones and peer connections into a DOM that has none, so that `publish()` and
 * `subscribe()` of `@opentok/client` succeed in vitest. There is nothing to see or to hear. Call it before the
 * client is imported, in a setup file.
 *
 * @returns a function that takes all of it away again
 *
 * @example
 * // vitest.setup.ts, named in setupFiles
 * import '@opentok-sandbox/mocks/vitest'
 * import { installFakeMedia } from '@opentok-sandbox/mocks/fake-media'
 *
 * installFakeMedia()
 */
export function installFakeMedia(): () => void {
  const put: (() => void)[] = []
  const define = (owner: object, properties: PropertyDescriptorMap) => {
    for (const [name, descriptor] of Object.entries(properties)) {
      const former = Object.getOwnPropertyDescriptor(owner, name)
      Object.defineProperty(owner, name, { configurable: true, ...descriptor })
      put.push(() => {
        if (former) Object.defineProperty(owner, name, former)
        else Reflect.deleteProperty(owner, name)
      })
    }
  }
  const value = (given: unknown) => ({ value: given, writable: true })
  define(globalThis, {
    // The client brings an adapter for old browsers, which a fake connection would break.
    adapter: value({}),
    AudioContext: value(FakeAudioContext),
    MediaStream: value(FakeStream),
    MediaStreamTrack: value(FakeTrack),
    RTCPeerConnection: value(FakePeerConnection),
    RTCRtpSender: value(CAPABLE),
    RTCRtpReceiver: value(CAPABLE),
    RTCSessionDescription: value(
      class {
        constructor(init: FakeDescription) {
          Object.assign(this, init)
        }
      },
    ),
    RTCIceCandidate: value(
      class {
        constructor(init: object) {
          Object.assign(this, init)
        }
      },
    ),
  })
  // The client dates its statistics by it.
  define(performance, { timing: { value: { navigationStart: performance.timeOrigin } } })
  define(navigator, { mediaDevices: { value: mediaDevices } })
  const player = createPlayer()
  define(HTMLMediaElement.prototype, player.properties)
  return () => {
    player.stop()
    for (const restore of put.splice(0).reverse()) restore()
  }
}
