import { useStudio } from '../../model/studio.ts'
import { JoinForm } from './join-form.tsx'
import { PersonRow } from './person-row.tsx'

/** Who is in the sandbox, and simulated participants to be with them. */
export function PeoplePanel() {
  const { live, session, sandbox } = useStudio()
  const people = live.people.value
  const shown = session.shown.value?.sessionId
  return (
    <section class="people-panel" aria-labelledby="people-title">
      <div class="join-part">
        <h2 id="people-title">People</h2>
        {shown === undefined ? (
          <p class="empty">Generate a session or open a room: simulated participants join that.</p>
        ) : (
          <JoinForm sessionId={shown} />
        )}
        {sandbox.value?.host === 'browser' && (
          <p class="help">
            In this browser, simulated participants come, signal, mute and go, and their streams are
            announced; their pictures need a server: <code>npx opentok-sandbox</code>
          </p>
        )}
      </div>
      <div class="people">
        {people.length === 0 && <p class="empty">Nobody is connected.</p>}
        {people.map((person) => (
          <PersonRow key={person.id} person={person} showsSession={person.sessionId !== shown} />
        ))}
      </div>
    </section>
  )
}
