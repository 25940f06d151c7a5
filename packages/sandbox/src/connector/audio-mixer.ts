import type { Stream } from '../session/stream.ts'

/** The rates that an audio connector can have, in samples a second (platform facts §8). */
export const AUDIO_RATES = [8000, 16_000, 24_000] as const

/** @see {@link AUDIO_RATES} */
export type AudioRate = (typeof AUDIO_RATES)[number]

/** The sound of some streams as one, and a way back. */
export interface AudioMix {
  /** Plays samples into the session, as the sound of the connector's stream: 16 bits, little-endian, mono. */
  play(samples: Uint8Array): void
  /** Forgets what was given and not played yet. */
  clear(): void
  close(): void
}

/** Mixes the sound that passes this process. The sandbox itself has no media. */
export interface AudioMixer {
  /**
   * @param onFrame is given 20 ms of sound at a time: 16 bits, little-endian, mono
   * @param back the stream that what comes back is played as
   * @throws {Error} with the reason why it cannot
   */
  mix(
    streams: readonly Stream[],
    rate: AudioRate,
    onFrame: (samples: Uint8Array) => void,
    back: string | undefined,
  ): Promise<AudioMix>
}

/** A WebSocket as the standard has it, as far as it is used here. */
export interface OutgoingSocket {
  binaryType: string
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  addEventListener(
    type: 'open' | 'close' | 'error' | 'message',
    listener: (event: { data?: unknown }) => void,
  ): void
}

/** Opens a WebSocket to another server. */
export type OpenSocket = (uri: string) => OutgoingSocket
