import { useRef } from 'preact/hooks'
import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'

/** The form with which OpenTok's dashboard makes a session. Once there is one, its choices fold away. */
export function SessionForm({ isFolded = false }: { isFolded?: boolean }) {
  const { sessionForm: form } = useStudio()
  const location = useRef<HTMLInputElement>(null)
  const send = async (event: Event) => {
    event.preventDefault()
    await form.send()
    if (form.locationError.value) location.current?.focus()
  }
  const choices = (
    <>
      <div class="field">
        <label for="location">Location hint</label>
        <input
          id="location"
          ref={location}
          inputMode="decimal"
          autocomplete="off"
          spellcheck={false}
          placeholder="12.34.56.78"
          aria-describedby="location-help location-error"
          aria-invalid={form.locationError.value !== ''}
          value={form.location.value}
          onInput={({ currentTarget }) => form.typeLocation(currentTarget.value)}
        />
        <p class="error" id="location-error">
          {form.locationError.value}
        </p>
        <p class="help" id="location-help">
          An IPv4 address near your clients; none is fine.
        </p>
      </div>
      <div class="field">
        <div class="check">
          <input
            type="checkbox"
            id="p2p"
            aria-describedby="p2p-help"
            checked={form.isPeerToPeer.value}
            onChange={({ currentTarget }) => {
              form.isPeerToPeer.value = currentTarget.checked
            }}
          />
          <label for="p2p">Peer-to-peer</label>
        </div>
        <p class="help" id="p2p-help">
          Media goes directly between at most two clients, and is relayed where it cannot.
        </p>
      </div>
    </>
  )
  return (
    <form
      class="session-form"
      noValidate
      onSubmit={(event) => void send(event)}
      aria-busy={form.isBusy.value}
    >
      {isFolded ? (
        <details class="fold" open={form.locationError.value !== '' || undefined}>
          <summary>Location hint and peer-to-peer</summary>
          <div class="choices">{choices}</div>
        </details>
      ) : (
        <div class="choices">{choices}</div>
      )}
      <button class={isFolded ? 'wide' : 'primary'} type="submit">
        Generate Session
      </button>
      <Problem text={form.error.value} />
    </form>
  )
}
