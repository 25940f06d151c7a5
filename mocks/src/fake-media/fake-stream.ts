/** A track that makes no sound and shows no picture. */
export class FakeTrack extends EventTarget {
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

/** Tracks that belong together. */
export class FakeStream extends EventTarget {
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
