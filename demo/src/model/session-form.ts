import { isIPv4, OpenTokError, ValidationError } from '@opentok-sandbox/core'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { SessionModel } from './session-model.ts'

/** The dashboard's form: a location hint and peer-to-peer. It stays filled in, wherever it is shown. */
export interface SessionForm {
  readonly location: Signal<string>
  readonly isPeerToPeer: Signal<boolean>
  readonly locationError: ReadonlySignal<string>
  readonly error: ReadonlySignal<string>
  readonly isBusy: ReadonlySignal<boolean>
  /** An error appears when the form is sent, and disappears as soon as it is fixed. */
  typeLocation(text: string): void
  /** @returns whether there is a session now */
  send(): Promise<boolean>
}

const NO_ADDRESS = 'This is not an IPv4 address. Write four numbers from 0 to 255, such as 12.34.56.78.'

export function createSessionForm(generate: SessionModel['generate']): SessionForm {
  const location = signal('')
  const isPeerToPeer = signal(false)
  const locationError = signal('')
  const error = signal('')
  const isBusy = signal(false)
  return {
    location,
    isPeerToPeer,
    locationError,
    error,
    isBusy,
    typeLocation(text) {
      location.value = text
      if (text.trim() === '' || isIPv4(text.trim())) locationError.value = ''
    },
    async send() {
      if (isBusy.value) return false
      isBusy.value = true
      locationError.value = error.value = ''
      try {
        await generate({
          location: location.value.trim(),
          mediaMode: isPeerToPeer.value ? 'relayed' : 'routed',
        })
        return true
      } catch (problem) {
        if (problem instanceof ValidationError && problem.option === 'location') {
          locationError.value = NO_ADDRESS
        } else {
          error.value = problem instanceof OpenTokError ? problem.message : 'The sandbox does not answer.'
        }
        return false
      } finally {
        isBusy.value = false
      }
    },
  }
}
