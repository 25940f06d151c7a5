import type { RandomSource } from '@opentok-sandbox/core'
import { toUuid } from '../random.ts'
import type { Connection } from '../session/connection.ts'
import type { Session } from '../session/session.ts'
import type { Subscriber } from '../session/subscriber.ts'
import { CandidateGate } from './candidate-gate.ts'
import type { MediaPath } from './media-path.ts'

/** The client's name for a source that is another client. */
const SOURCE = 'P2P'

/**
 * Media directly between the clients, one connection for each subscription: in a relayed session as OpenTok
 * has it, in a routed one in place of its media router (messaging facts §6.3 and §6.4).
 */
export function createMesh(random: RandomSource): MediaPath {
  const gates = new WeakMap<Subscriber, { toSubscriber: CandidateGate; toOwner: CandidateGate }>()

  function relay(
    session: Session,
    { id, stream }: Subscriber,
    to: Connection,
    method: string,
    content: object,
    from: Connection,
  ): void {
    const uri = `${session.uri}/stream/${stream.id}/subscriber/${id}`
    to.mailbox.deliver({ method, uri, content, from: from.id })
  }

  return {
    begin(session, subscriber) {
      const { stream, connection } = subscriber
      gates.set(subscriber, { toSubscriber: new CandidateGate(), toOwner: new CandidateGate() })
      const content = { peerId: toUuid(random(16)), sourceStreamId: SOURCE }
      relay(session, subscriber, stream.owner, 'generateoffer', content, connection)
    },
    negotiate(session, subscriber, { method, content, sender }) {
      const { owner } = subscriber.stream
      const to = sender === owner ? subscriber.connection : owner
      const gate = gates.get(subscriber)?.[sender === owner ? 'toSubscriber' : 'toOwner']
      if (gate === undefined) return
      if (method === 'candidate') {
        if (gate.admit(content)) relay(session, subscriber, to, method, content, sender)
        return
      }
      relay(session, subscriber, to, method, content, sender)
      for (const candidate of gate.describe(content))
        relay(session, subscriber, to, 'candidate', candidate, sender)
    },
    end(session, subscriber) {
      gates.delete(subscriber)
      relay(session, subscriber, subscriber.stream.owner, 'deleted', {}, subscriber.connection)
    },
  }
}
