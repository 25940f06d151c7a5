import { ROLES, type Role } from '@opentok-sandbox/core/token'
import { readRole } from '../../model/call-model.ts'

/** What each role may do. */
export const ROLE_HELP: Record<Role, string> = {
  publisher: 'Publishes, subscribes and signals.',
  publisheronly: 'Publishes, and can neither subscribe nor signal.',
  subscriber: 'Subscribes, and can neither publish nor signal.',
  moderator: 'A publisher who can also mute, unpublish and remove others.',
}

/** A choice of one of OpenTok's roles. */
export function RoleSelect({
  id,
  value,
  onChange,
  label,
}: {
  id: string
  value: Role
  onChange(role: Role): void
  /** Its name, where it has no label of its own. */
  label?: string
}) {
  return (
    <select
      id={id}
      value={value}
      aria-label={label}
      aria-describedby={label ? undefined : `${id}-help`}
      onChange={({ currentTarget }) => onChange(readRole(currentTarget.value))}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </select>
  )
}
