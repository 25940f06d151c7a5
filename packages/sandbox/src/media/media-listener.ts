import type { SessionListener } from '../session/event-stream.ts'
import type { MediaPath } from '../session/media-path.ts'

/** Begins and ends the media of subscriptions, and hands what clients negotiate to their media path. */
export function createMediaListener(path: MediaPath): SessionListener {
  return (event) => {
    const { session } = event
    if (event.type === 'subscribed') path.begin(session, event.subscriber)
    if (event.type === 'unsubscribed') path.end(session, event.subscriber)
    if (event.type === 'mediaSignalReceived')
      path.negotiate(session, event.subscriber, event.signal, event.from)
  }
}
