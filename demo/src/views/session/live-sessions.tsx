import type { SessionSnapshot } from '@opentok-sandbox/sandbox'
import { nameOf } from '../../model/name-of.ts'
import { useStudio } from '../../model/studio.ts'

/** The sessions that have clients in them, each one click from being joined or looked into. */
export function LiveSessions() {
  const { live } = useStudio()
  const sessions = live.sessions.value
  return (
    <section class="card" aria-labelledby="sessions-title">
      <h2 id="sessions-title">
        Live sessions <span class="count">{sessions.length}</span>
      </h2>
      {sessions.length === 0 && (
        <p class="empty">No client is connected. Clients that connect, from a page or an app, appear here.</p>
      )}
      <ul class="sessions" aria-labelledby="sessions-title">
        {sessions.map((session) => (
          <LiveSession key={session.sessionId} session={session} />
        ))}
      </ul>
    </section>
  )
}

function LiveSession({ session }: { session: SessionSnapshot }) {
  const { call, session: own, journal, joinSession, openPanel } = useStudio()
  const { sessionId, room, mediaMode, place, connections, streams } = session
  const isIn = own.shown.value?.sessionId === sessionId && call.ownId.value !== undefined
  const inspect = () => {
    journal.filter.value = { ...journal.filter.value, session: sessionId, person: '' }
    openPanel('journal')
  }
  return (
    <li class="session">
      <div class="head">
        {room === undefined ? <code>{sessionId}</code> : <strong title={sessionId}>{room}</strong>}
      </div>
      <p class="quiet">
        {count(connections.length, 'person', 'people')}, {count(streams.length, 'stream', 'streams')},{' '}
        {mediaMode === 'relayed' ? 'peer-to-peer' : 'routed'}
        {place && `, in ${place}`}
      </p>
      <p class="clients">
        {connections.map((connection) => (
          <span class="chip" key={connection.id}>
            {nameOf(connection)}
            {streams
              .filter(({ connectionId }) => connectionId === connection.id)
              .map(({ id, videoType }) => (
                <span class="tag" key={id}>
                  {videoType ?? 'sound'}
                </span>
              ))}
          </span>
        ))}
      </p>
      <div class="row">
        {!isIn && (
          <button type="button" class="small" onClick={() => joinSession(sessionId, room)}>
            Join
          </button>
        )}
        <button type="button" class="small" onClick={inspect}>
          Inspect
        </button>
      </div>
    </li>
  )
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`
