import type { Role } from '@opentok-sandbox/core/token'
import type { JoinRequest } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { suggestName } from '../../model/participant-names.ts'
import { useStudio } from '../../model/studio.ts'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { RoleSelect } from '../parts/role-select.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'

/** What a simulated participant can publish. */
const MEDIA: Record<string, { title: string; publish: JoinRequest['publish'] }> = {
  both: { title: 'camera and microphone', publish: true },
  camera: { title: 'camera alone', publish: { audio: false } },
  microphone: { title: 'microphone alone', publish: { video: false } },
  screen: { title: 'a screen', publish: { audio: false, videoType: 'screen' } },
  nothing: { title: 'nothing', publish: false },
}

/** Simulated participants join the session: one, or many. */
export function JoinForm({ sessionId }: { sessionId: string }) {
  const { sandbox, people } = useStudio()
  const name = useSignal('')
  const role = useSignal<Role>('publisher')
  const count = useSignal(1)
  const media = useSignal('both')
  const action = useAction()
  const suggested = suggestName(
    count.value,
    people.value.map((person) => person.name),
  )
  const join = (event: Event) => {
    event.preventDefault()
    void action.run(async () => {
      const request = {
        sessionId,
        name: name.value.trim() || suggested,
        role: role.value,
        publish: role.value === 'subscriber' ? false : MEDIA[media.value]?.publish,
        count: count.value,
      }
      await sandbox.value?.commands.participants.join(request)
      name.value = ''
    })
  }
  return (
    <form class="join-form" onSubmit={join}>
      <Field label="Name of the participant" control="join-name">
        <TextInput id="join-name" autocomplete="off" placeholder={suggested} text={name} />
      </Field>
      <Field label="Role of the participant" control="join-role">
        <RoleSelect
          id="join-role"
          value={role.value}
          onChange={(chosen) => {
            role.value = chosen
          }}
        />
      </Field>
      <Field label="Publishes" control="join-media">
        <select
          id="join-media"
          value={role.value === 'subscriber' ? 'nothing' : media.value}
          disabled={role.value === 'subscriber'}
          onChange={({ currentTarget }) => {
            media.value = currentTarget.value
          }}
        >
          {Object.entries(MEDIA).map(([id, { title }]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </Field>
      <Field label="How many" control="join-count" class="tiny">
        <input
          id="join-count"
          type="number"
          min="1"
          max="100"
          value={count.value}
          onInput={({ currentTarget }) => {
            count.value = currentTarget.valueAsNumber || 1
          }}
        />
      </Field>
      <button class="primary" type="submit" aria-disabled={action.isBusy.value}>
        {count.value > 1 ? `Add ${count.value} participants` : 'Add a participant'}
      </button>
      <Problem text={action.error.value} />
    </form>
  )
}
