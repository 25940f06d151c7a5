import { decodeSessionId } from '@opentok-sandbox/core'
import { useStudio } from '../../model/studio.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { SecondTab } from './second-tab.tsx'

/** The session of the page: its ID, and how to get another one. */
export function SessionCard() {
  const { session } = useStudio()
  const { sessionId, room } = session.shown.value ?? {}
  return (
    <section class="card" aria-labelledby="session-title">
      <h2 id="session-title">{room === undefined ? 'Session' : `Room ${room}`}</h2>
      <div class="field" data-copied>
        <div class="label-row">
          <label for="session-id">Session ID</label>
          {sessionId && <Facts sessionId={sessionId} />}
          {sessionId && <CopyButton key={sessionId} text={sessionId} />}
        </div>
        {/* An output is a status by itself; this page has one status, that of the connection. */}
        <output class="id" id="session-id" role="group" aria-live="polite" data-empty="None yet">
          {sessionId}
        </output>
      </div>
      {sessionId && <SecondTab sessionId={sessionId} />}
    </section>
  )
}

function Facts({ sessionId }: { sessionId: string }) {
  const { mediaMode } = decodeSessionId(sessionId)
  return <span class="tag">{mediaMode === 'relayed' ? 'peer-to-peer' : 'routed'}</span>
}
