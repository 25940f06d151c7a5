import type { MediaPath } from '../session/media-path.ts'
import type { MediaEnd, MediaSignal } from '../session/media-signal.ts'
import type { Session } from '../session/session.ts'
import type { Subscriber } from '../session/stream.ts'
import { CandidateGate } from './candidate-gate.ts'
import { disturbSignal, type MediaFault, type TakeMediaFault } from './media-fault.ts'

/** The client's name for a source that is another client. */
const SOURCE = 'P2P'

/**
 * Media directly between the clients, one peer connection for each subscription: in a relayed session as OpenTok has it,
 * in a routed session in place of the media router (messaging facts §6.3 and §6.4).
 *
 * @param createId makes a UUID
 * @param takeFault is asked at the beginning of each subscription
 */
export function createMesh(createId: () => string, takeFault: TakeMediaFault = () => undefined): MediaPath {
  const faults = new WeakMap<Subscriber, MediaFault>()
  const gates = new WeakMap<Subscriber, Record<MediaEnd, CandidateGate>>()

  function send(session: Session, subscriber: Subscriber, given: MediaSignal, end: MediaEnd): void {
    const signal = disturbSignal(given, faults.get(subscriber))
    if (signal === undefined) return
    const { stream, connection } = subscriber
    const [to, from] = end === 'owner' ? [stream.owner, connection] : [connection, stream.owner]
    session.sendMediaSignal({ subscriber, signal, from, to, end }, { by: 'client' })
  }

  return {
    begin(session, subscriber) {
      gates.set(subscriber, { owner: new CandidateGate(), subscriber: new CandidateGate() })
      const fault = takeFault(session, subscriber)
      if (fault) faults.set(subscriber, fault)
      const content = { peerId: createId(), sourceStreamId: SOURCE }
      send(session, subscriber, { method: 'generateoffer', content }, 'owner')
    },
    negotiate(session, subscriber, signal, from) {
      const end = from === 'owner' ? 'subscriber' : 'owner'
      const gate = gates.get(subscriber)?.[end]
      if (gate === undefined) return
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
  }
}
