import type { Stream, Subscriber } from './stream.ts'

/** The two ends of a subscription. They are one client where it subscribes to its own stream. */
export type MediaEnd = 'owner' | 'subscriber'

/** A step of a WebRTC negotiation, by the wire's own names (messaging facts §6.3). */
export interface MediaSignal {
  method: 'generateoffer' | 'offer' | 'answer' | 'pranswer' | 'candidate' | 'deleted'
  content: Readonly<Record<string, unknown>>
}

/**
 * What is negotiated: the media of a subscription; without a subscriber, that between a publisher and the media server
 * (messaging facts §6.4).
 */
export interface MediaLeg {
  readonly stream: Stream
  readonly subscriber?: Subscriber | undefined
}
