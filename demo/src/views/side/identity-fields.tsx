import { useStudio } from '../../model/studio.ts'
import { Field } from '../parts/field.tsx'
import { ROLE_HELP, RoleSelect } from '../parts/role-select.tsx'
import { TextInput } from '../parts/text-input.tsx'

/** The name and the role with which the page connects. */
export function IdentityFields({ isCompact = false }: { isCompact?: boolean }) {
  const { call } = useStudio()
  return (
    <div class={isCompact ? 'pair' : 'identity'}>
      <Field label="Name" control="name">
        <TextInput id="name" autocomplete="off" text={call.name} />
      </Field>
      <Field label="Role" control="role" help={isCompact ? undefined : ROLE_HELP[call.role.value]}>
        <RoleSelect
          id="role"
          value={call.role.value}
          onChange={(role) => {
            call.role.value = role
          }}
        />
      </Field>
    </div>
  )
}
