import { useStudio } from '../../model/studio.ts'
import { IdentityFields } from './identity-fields.tsx'

/** As whom this page is in the call, and how to come back as another. */
export function OwnIdentity() {
  const { call } = useStudio()
  const present = call.presentRole.value
  if (present === undefined) return null
  return (
    <section class="card" aria-labelledby="own-title">
      <h2 id="own-title">You</h2>
      <IdentityFields isCompact />
      {(present !== call.role.value || call.presentName.value !== call.name.value.trim()) && (
        <button type="button" onClick={call.rejoin}>
          Rejoin as {call.role.value}
        </button>
      )}
    </section>
  )
}
