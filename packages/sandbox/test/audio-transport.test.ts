import { describe, expect, it } from 'vitest'
import { type JsonTransport, packSound, unpackMessage } from '../src/connector/audio-transport.ts'

const JSON_TRANSPORT: JsonTransport = {
  audioField: 'audio',
  receiveAudioField: 'delta',
  staticFields: { type: 'input_audio_buffer.append' },
}

describe('the sound of an audio connector', () => {
  it('is sent as its bytes, or as base64 in JSON beside the static fields', () => {
    const samples = new Uint8Array([0, 255, 128])
    expect(packSound(samples)).toEqual(samples)
    expect(packSound(samples, JSON_TRANSPORT)).toBe('{"type":"input_audio_buffer.append","audio":"AP+A"}')
  })

  it('comes back in the same way, and so does an order', () => {
    const sound = new Uint8Array([0, 255, 128])
    expect(unpackMessage(sound.buffer)).toEqual({ sound })
    expect(unpackMessage('{"delta":"AP+A"}', JSON_TRANSPORT)).toEqual({ sound })
    expect(unpackMessage('{"action":"clear"}', JSON_TRANSPORT)).toEqual({ order: 'clear' })
  })

  it.each(['', 'null', '3', '{"delta":"*"}', '{"delta":5}', '{"audio":"AP+A"}', '{"action":"dance"}'])(
    'is not %j',
    (message) => {
      expect(unpackMessage(message, JSON_TRANSPORT)).toBeUndefined()
    },
  )
})
