import type { MediaSignal } from '../session/media-signal.ts'
import type { Session } from '../session/session.ts'
import type { Subscriber } from '../session/stream.ts'

/** What is wrong with the media of a subscription: ICE connects to nothing, or no candidate arrives. */
export type MediaFault = 'never' | 'lost'

/** The fault that is due for a new subscription, if one is. */
export type TakeMediaFault = (session: Session, subscriber: Subscriber) => MediaFault | undefined

/** No client chooses this password, so that no check of connectivity succeeds (RFC 8839 §5.4). */
const WRONG_PASSWORD = 'a=ice-pwd:opentok-sandbox-wrong-password'

/** What becomes of a signal between the ends of a subscription; `undefined` if it is lost. */
export function disturbSignal(signal: MediaSignal, fault: MediaFault | undefined): MediaSignal | undefined {
  if (fault === undefined) return signal
  if (signal.method === 'candidate') return undefined
  const { sdp } = signal.content
  if (typeof sdp !== 'string') return signal
  const without = sdp.replace(/^a=candidate:.*\r?\n/gm, '')
  const changed = fault === 'never' ? without.replace(/^a=ice-pwd:.*$/gm, WRONG_PASSWORD) : without
  return { ...signal, content: { ...signal.content, sdp: changed } }
}
