import { RoomForm } from './room-form.tsx'
import { SessionForm } from './session-form.tsx'

/** How to get another session than the one that is shown. */
export function AnotherSession() {
  return (
    <section class="card" aria-labelledby="another-title">
      <h2 id="another-title">Another session</h2>
      <SessionForm isFolded />
      <RoomForm />
    </section>
  )
}
