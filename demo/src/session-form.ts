import { isIPv4, OpenTokError, type SessionOptions, ValidationError } from '@opentok-sandbox/core'
import { element } from './element.ts'

/** The dashboard's form: a location hint, peer-to-peer, *Generate Session*. */
export function setupSessionForm(createSession: (options: SessionOptions) => Promise<void>): void {
  const form = element('session-form', HTMLFormElement)
  const location = element('location', HTMLInputElement)
  const locationError = element('location-error', HTMLElement)
  const formError = element('form-error', HTMLElement)
  const p2p = element('p2p', HTMLInputElement)

  function showLocationError(message: string): void {
    locationError.textContent = message
    location.setAttribute('aria-invalid', String(message !== ''))
  }

  location.addEventListener('input', () => {
    // An error appears when the form is sent, and disappears as soon as it is fixed.
    if (location.value.trim() === '' || isIPv4(location.value.trim())) showLocationError('')
  })

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (form.ariaBusy === 'true') return
    form.ariaBusy = 'true'
    showLocationError('')
    formError.textContent = ''
    try {
      await createSession({
        location: location.value.trim(),
        mediaMode: p2p.checked ? 'relayed' : 'routed',
      })
    } catch (error) {
      if (error instanceof ValidationError && error.option === 'location') {
        showLocationError(
          'This is not an IPv4 address. Write four numbers from 0 to 255, such as 12.34.56.78.',
        )
        location.focus()
      } else {
        formError.textContent = error instanceof OpenTokError ? error.message : 'The sandbox does not answer.'
      }
    } finally {
      form.ariaBusy = null
    }
  })
}
