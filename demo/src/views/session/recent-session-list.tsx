import { decodeSessionId } from '@opentok-sandbox/core'
import { useStudio } from '../../model/studio.ts'

/** The sessions that this browser has shown before. Sessions never expire: each is as good as it was. */
export function RecentSessionList() {
  const { recent, session } = useStudio()
  const others = recent.list.value.filter(({ sessionId }) => sessionId !== session.shown.value?.sessionId)
  if (others.length === 0) return null
  return (
    <section class="card" aria-labelledby="recent-title">
      <div class="label-row">
        <h2 id="recent-title">Recent</h2>
        <button type="button" class="small" onClick={recent.clear}>
          Forget
        </button>
      </div>
      <div class="recent">
        {others.map(({ sessionId, room, shownAt }) => (
          <button
            type="button"
            class="link-row"
            key={sessionId}
            title={sessionId}
            onClick={() => session.open(sessionId, room)}
          >
            <strong>{room ?? describe(sessionId)}</strong>
            <time>{new Date(shownAt).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' })}</time>
          </button>
        ))}
      </div>
    </section>
  )
}

/** What tells one session from another, at a glance: the end of an ID is random. */
function describe(sessionId: string): string {
  try {
    const { mediaMode, location } = decodeSessionId(sessionId)
    const kind = mediaMode === 'relayed' ? 'peer-to-peer' : 'routed'
    return `…${sessionId.slice(-10)}, ${kind}${location ? `, ${location}` : ''}`
  } catch {
    return sessionId
  }
}
