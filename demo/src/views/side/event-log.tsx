import { useStudio } from '../../model/studio.ts'
import { useStickToEnd } from '../parts/use-stick-to-end.ts'

/** The events of OpenTok's client, as an app hears them. */
export function EventLog() {
  const { call } = useStudio()
  const lines = call.events.value
  const list = useStickToEnd(lines.length)
  return (
    <section class="card" aria-labelledby="events-title">
      <h2 id="events-title">Events</h2>
      <div
        class="scroll events"
        id="events"
        role="log"
        aria-labelledby="events-title"
        tabIndex={0}
        ref={list}
      >
        {lines.length === 0 && <p class="empty">What the client tells the page appears here.</p>}
        {lines.map(({ id, time, name, detail }) => (
          <p key={id}>
            <time>{time}</time>
            <b>{name}</b>
            <span>{detail}</span>
          </p>
        ))}
      </div>
    </section>
  )
}
