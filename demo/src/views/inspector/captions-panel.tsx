import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'
import { needsCall, ServiceItem, ServicePanel } from './service-panel.tsx'

/** Turns live captions on and off, and sends texts as if they had been spoken. */
export function CaptionsPanel() {
  const { live, sandbox } = useStudio()
  const action = useAction()
  const captions = live.services.value?.captions ?? []
  return (
    <ServicePanel title="Captions" form={<CaptionForm />}>
      {captions.length === 0 && <p class="empty">No session has captions now.</p>}
      {captions.map(({ id, languageCode, sessionId }) => (
        <ServiceItem
          key={id}
          name={`Captions ${id.slice(0, 8)}`}
          status="on"
          kind="good"
          facts={[languageCode, `of the session ${sessionId.slice(0, 20)}…`]}
          actions={
            <button
              type="button"
              class="small"
              onClick={() => void action.run(async () => sandbox.value?.commands.captions.stop(id))}
            >
              Turn off
            </button>
          }
        />
      ))}
      <Problem text={action.error.value} />
    </ServicePanel>
  )
}

function CaptionForm() {
  const { sandbox, session, people, live } = useStudio()
  const speaker = useSignal('')
  const text = useSignal('')
  const isFinal = useSignal(true)
  const action = useAction()
  const sessionId = session.shown.value?.sessionId
  const need = needsCall(sessionId, people.value.length > 0)
  if (need !== undefined || sessionId === undefined) return <p class="empty">{need}</p>
  const { captions } = sandbox.value?.commands ?? {}
  const isOn = live.services.value?.captions.some((one) => one.sessionId === sessionId)
  const streams = people.value.flatMap(({ name, streams: own }) => own.map(({ id }) => ({ id, name })))
  const chosen = streams.some(({ id }) => id === speaker.value) ? speaker.value : (streams[0]?.id ?? '')
  if (!isOn) {
    return (
      <>
        <p class="help">
          The sandbox recognizes no speech: captions are silent until you say here what was spoken.
        </p>
        <button
          type="button"
          class="primary"
          onClick={() => void action.run(async () => captions?.start({ sessionId }))}
        >
          Turn captions on
        </button>
        <Problem text={action.error.value} />
      </>
    )
  }
  const say = (event: Event) => {
    event.preventDefault()
    void action.run(async () => {
      await captions?.say(chosen, text.value, { final: isFinal.value })
      if (isFinal.value) text.value = ''
    })
  }
  return (
    <form class="join-form" onSubmit={say}>
      <Field label="Who speaks" control="caption-speaker">
        <select
          id="caption-speaker"
          value={chosen}
          onChange={({ currentTarget }) => {
            speaker.value = currentTarget.value
          }}
        >
          {streams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="What is said" control="caption-text">
        <TextInput id="caption-text" autocomplete="off" required text={text} />
      </Field>
      <label class="help">
        <input
          type="checkbox"
          checked={isFinal.value}
          onChange={({ currentTarget }) => {
            isFinal.value = currentTarget.checked
          }}
        />{' '}
        The sentence is complete
      </label>
      <button class="primary" type="submit" aria-disabled={action.isBusy.value}>
        Say it
      </button>
      <Problem text={action.error.value} />
    </form>
  )
}
