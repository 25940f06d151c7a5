import type { SessionListener } from '../session/event-stream.ts'
import type { MediaPath } from '../session/media-path.ts'
import type { Subscriber } from '../session/stream.ts'
import { disturbSignal, type MediaFault, type TakeMediaFault } from './media-fault.ts'
import type { SendMediaSignal } from './media-path-parts.ts'

/** Begins and ends media, hands what clients negotiate to its media path, and lets media faults disturb both. */
export interface MediaPlane {
  listener: SessionListener
  send: SendMediaSignal
}

/**
 * @param takeFault is asked at the beginning of each subscription
 * @param getPath gives the path, which may need `send` to be made
 */
export function createMediaPlane(takeFault: TakeMediaFault, getPath: () => MediaPath): MediaPlane {
  const faults = new WeakMap<Subscriber, MediaFault>()
  return {
    send(session, leg, given, { to, from, entry }) {
      const signal = disturbSignal(given, leg.subscriber && faults.get(leg.subscriber))
      if (signal)
        session.sendMediaSignal({ leg, signal, to, from }, { by: from ? 'client' : 'server', entry })
    },
    listener(event) {
      const { session, type } = event
      const path = getPath()
      switch (type) {
        case 'publishRequested':
          return path.publish(session, event.stream, { by: event.cause.by, entry: event.entry })
        case 'publishAbandoned':
        case 'streamDestroyed':
          return path.unpublish(session, event.stream)
        case 'subscribed': {
          const fault = takeFault(session, event.subscriber)
          if (fault) faults.set(event.subscriber, fault)
          return path.begin(session, event.subscriber)
        }
        case 'subscriptionChanged':
          return path.update(session, event.subscriber)
        case 'unsubscribed':
          return path.end(session, event.subscriber)
        case 'mediaSignalReceived': {
          const { leg, from } = event
          const signal = disturbSignal(event.signal, leg.subscriber && faults.get(leg.subscriber))
          if (signal) path.negotiate(session, leg, signal, from, event.entry)
          return
        }
      }
    },
  }
}
