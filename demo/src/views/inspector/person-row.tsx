import type { Person } from '../../model/live-model.ts'
import { useStudio } from '../../model/studio.ts'
import { Icon } from '../parts/icon.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** A client of the sandbox, and what can be done to it. */
export function PersonRow({ person, showsSession }: { person: Person; showsSession: boolean }) {
  const { sandbox, call, journal, openPanel } = useStudio()
  const action = useAction()
  const { id, name, role, simulated, place, streams, sessionId } = person
  const opened = sandbox.value
  if (opened === undefined) return null
  const { commands, request, project } = opened
  const { participants } = commands
  const run = (work: () => Promise<unknown>) => () => void action.run(work)
  const hasSound = streams.some(({ hasAudio }) => hasAudio)
  const hasPicture = streams.some(({ hasVideo }) => hasVideo)
  const isOfProject = person.apiKey === project.apiKey
  const inspect = () => {
    journal.filter.value = { ...journal.filter.value, session: '', person: id }
    openPanel('journal')
  }
  return (
    <div class="person" role="group" aria-label={name}>
      <div class="who">
        <strong>{name}</strong>
        {id === call.ownId.value && <span class="tag">you</span>}
        {simulated && <span class="tag">simulated</span>}
        <span class="quiet">
          {role}, in {place}
          {streams.length === 0 && ', publishes nothing'}
        </span>
        {streams.map((stream) => (
          <span class="chip" key={stream.id}>
            {stream.videoType ?? 'sound'}
            {!stream.hasAudio && stream.videoType !== 'screen' && <Icon name="muted" />}
            {!stream.hasVideo && <Icon name="unpublish" />}
          </span>
        ))}
        {showsSession && <code title={sessionId}>{sessionId}</code>}
      </div>
      <div class="row">
        {simulated && streams.length > 0 && (
          <>
            <button
              type="button"
              class="small"
              onClick={run(() => (hasSound ? participants.mute(id) : participants.unmute(id)))}
            >
              {hasSound ? 'Mute microphone' : 'Unmute microphone'}
            </button>
            <button
              type="button"
              class="small"
              onClick={run(() =>
                hasPicture ? participants.mute(id, 'video') : participants.unmute(id, 'video'),
              )}
            >
              {hasPicture ? 'Camera off' : 'Camera on'}
            </button>
          </>
        )}
        {!simulated && isOfProject && hasSound && (
          <button
            type="button"
            class="small"
            title="Force-mutes it, as a moderator or a server does"
            onClick={run(() =>
              Promise.all(
                streams.map((stream) => request('POST', `/session/${sessionId}/stream/${stream.id}/mute`)),
              ),
            )}
          >
            Force-mute
          </button>
        )}
        {simulated ? (
          <button type="button" class="small" onClick={run(() => participants.leave(id))}>
            Disconnect it
          </button>
        ) : (
          isOfProject && (
            <button
              type="button"
              class="small"
              title="Disconnects it, as a moderator or a server does"
              onClick={run(() => request('DELETE', `/session/${sessionId}/connection/${id}`))}
            >
              Disconnect it
            </button>
          )
        )}
        {simulated ? (
          <button type="button" class="small" onClick={run(() => participants.crash(id))}>
            Crash
          </button>
        ) : (
          <button
            type="button"
            class="small"
            title="Breaks its socket; OpenTok’s client connects again"
            onClick={run(() => commands.drop(id))}
          >
            Drop its socket
          </button>
        )}
        <button type="button" class="small" onClick={inspect}>
          Journal
        </button>
      </div>
      <Problem text={action.error.value} />
    </div>
  )
}
