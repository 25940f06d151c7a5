import type { Role } from '@opentok-sandbox/core/token'
import { useSignal } from '@preact/signals'
import { writePageAddress } from '../../model/page-address.ts'
import { useStudio } from '../../model/studio.ts'
import { Icon } from '../parts/icon.tsx'
import { RoleSelect } from '../parts/role-select.tsx'
import { TextInput } from '../parts/text-input.tsx'

/** Opens the session in a tab of its own, and asks as whom. */
export function SecondTab({ sessionId }: { sessionId: string }) {
  const { call } = useStudio()
  const name = useSignal('')
  const chosen = useSignal<Role | undefined>(undefined)
  const role = chosen.value ?? call.role.value
  const address = writePageAddress({
    session: sessionId,
    connect: role,
    name: name.value.trim() || undefined,
  })
  return (
    <div class="second-tab">
      <div class="pair">
        <TextInput aria-label="As whom" autocomplete="off" placeholder="a new guest" text={name} />
        <RoleSelect
          id="second-role"
          label="As what"
          value={role}
          onChange={(value) => {
            chosen.value = value
          }}
        />
      </div>
      <a class="button" href={address} target="_blank" rel="noopener">
        <Icon name="open" />
        Open in a second tab
      </a>
    </div>
  )
}
