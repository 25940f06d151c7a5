import type { AudioMixer, AudioRate, Stream } from '@opentok-sandbox/sandbox'
import { PcmSource } from './audio/pcm-source.ts'
import { StreamSound } from './audio/stream-sound.ts'
import type { StreamSources } from './stream-sources.ts'

/** How long one frame is, in milliseconds. */
const FRAME = 20

/** How many frames are made at once at most, when the machine was busy. */
const MOST_AT_ONCE = 10

/**
 * Mixes the sound of streams that pass the router, and plays sound as a stream: opus is decoded and encoded in this
 * process.
 *
 * @param sources the media that passes: the router keeps it filled
 *
 * @example
 * createSandbox({ mediaServer: { load: createRouter({ sources }) }, services: { mixer: createMixer(sources) } })
 */
export function createMixer(sources: StreamSources): AudioMixer {
  return {
    async mix(streams, rate, onFrame, back) {
      const { default: OpusScript } = await import('opusscript')
      const open = () => new OpusScript(rate, 1, OpusScript.Application.VOIP)
      const heard = streams.flatMap((stream: Stream) => {
        const source = sources.get(stream.id)
        return source?.codecs.has('audio') ? [new StreamSound(source, open(), rate)] : []
      })
      if (streams.length > 0 && streams.every(({ id }) => sources.get(id) === undefined))
        throw new Error('the media of its streams does not pass through the router')
      const source = back === undefined ? undefined : new PcmSource(open(), rate)
      if (source && back !== undefined) sources.provide(back, source)
      const stop = startTicks(() => {
        onFrame(mixFrame(heard, rate))
        source?.tick()
      })
      return {
        play: (samples) => source?.give(samples),
        clear: () => source?.clear(),
        close() {
          stop()
          for (const sound of heard) sound.close()
          source?.close()
        },
      }
    },
  }
}

function mixFrame(heard: readonly StreamSound[], rate: AudioRate): Uint8Array {
  const mix = new Int32Array((rate * FRAME) / 1000)
  for (const sound of heard) sound.mixInto(mix)
  const bytes = Buffer.alloc(mix.length * 2)
  mix.forEach((sample, i) => {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, sample)), i * 2)
  })
  return bytes
}

/** Calls every 20 ms, and as often as it should have been called. */
function startTicks(tick: () => void): () => void {
  const begun = performance.now()
  let count = 0
  const timer = setInterval(() => {
    const due = Math.floor((performance.now() - begun) / FRAME)
    count = Math.max(count, due - MOST_AT_ONCE)
    for (; count < due; count++) tick()
  }, FRAME / 2)
  return () => clearInterval(timer)
}
