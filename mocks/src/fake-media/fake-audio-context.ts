/** Listens to silence: the client samples how loud a stream is. */
export class FakeAudioContext extends EventTarget {
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
