import type { MediaPath } from '../session/media-path.ts'
import type { MediaEnd, MediaSignal } from '../session/media-signal.ts'
import type { Session } from '../session/session.ts'
import type { Subscriber } from '../session/stream.ts'
import { CandidateGate } from './candidate-gate.ts'
import { withholdDirect } from './direct-candidates.ts'
import type { MediaPathParts } from './media-path-parts.ts'

/** The client's name for a source that is another client. */
const SOURCE = 'P2P'

/**
 * Media directly between the clients, one peer connection for each subscription: in a relayed session as OpenTok has it,
 * in a routed session where there is no media server (messaging facts §6.3 and §6.4).
 */
export function createMesh({ send: deliver, createId, network }: MediaPathParts): MediaPath {
  const gates = new WeakMap<Subscriber, Record<MediaEnd, CandidateGate>>()

  function send(session: Session, subscriber: Subscriber, given: MediaSignal, end: MediaEnd): void {
    const signal = network.isDirect(session.id) ? given : withholdDirect(given)
    if (signal === undefined) return
    const { stream, connection } = subscriber
    deliver(session, { stream, subscriber }, signal, end, end === 'owner' ? connection : stream.owner)
  }

  return {
    publish: (session, stream, cause) => session.announce(stream, cause),
    unpublish() {},
    update() {},
    begin(session, subscriber) {
      gates.set(subscriber, { owner: new CandidateGate(), subscriber: new CandidateGate() })
      const content = { peerId: createId(), sourceStreamId: SOURCE }
      send(session, subscriber, { method: 'generateoffer', content }, 'owner')
    },
    negotiate(session, { subscriber }, signal, from) {
      const end = from === 'owner' ? 'subscriber' : 'owner'
      const gate = subscriber && gates.get(subscriber)?.[end]
      if (subscriber === undefined || gate === undefined) return
      if (signal.method === 'candidate') {
        if (gate.admit(signal.content)) send(session, subscriber, signal, end)
        return
      }
      send(session, subscriber, signal, end)
      for (const content of gate.describe(signal.content)) {
        send(session, subscriber, { method: 'candidate', content }, end)
      }
    },
    end(session, subscriber) {
      gates.delete(subscriber)
      send(session, subscriber, { method: 'deleted', content: {} }, 'owner')
    },
    close() {},
  }
}
