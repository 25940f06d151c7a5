/** The two ends of a subscription. They are one client where it subscribes to its own stream. */
export type MediaEnd = 'owner' | 'subscriber'

/** A step of a WebRTC negotiation, by the wire's own names (messaging facts §6.3). */
export interface MediaSignal {
  method: 'generateoffer' | 'offer' | 'answer' | 'pranswer' | 'candidate' | 'deleted'
  content: Readonly<Record<string, unknown>>
}
