import { useStudio } from '../../model/studio.ts'
import { Icon } from '../parts/icon.tsx'

/** Who is in the session, as OpenTok's client has told the page. */
export function ConnectionList() {
  const { call } = useStudio()
  const members = call.members.value
  return (
    <section class="card" aria-labelledby="connections-title">
      <h2 id="connections-title">
        Connections <span class="count">{members.length}</span>
      </h2>
      {members.length === 0 && <p class="empty">You are not connected.</p>}
      <ul class="connections" aria-labelledby="connections-title">
        {members.map(({ connectionId, name, isOwn, remove }) => (
          <li key={connectionId} class={isOwn ? 'own' : ''}>
            <span class="name">{name}</span>
            {isOwn && <span class="tag">you</span>}
            <code title={connectionId}>{connectionId}</code>
            {remove && (
              <button type="button" class="small" onClick={remove}>
                <Icon name="remove" />
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
