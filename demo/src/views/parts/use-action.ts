import { type ReadonlySignal, useSignal } from '@preact/signals'
import { messageOf } from '../../model/message-of.ts'

/** Work that a control starts, with what went wrong in the last of it. */
export interface Action {
  readonly error: ReadonlySignal<string>
  readonly isBusy: ReadonlySignal<boolean>
  run(work: () => Promise<unknown>): Promise<boolean>
}

/**
 * Runs the work of a form or a panel, and keeps the message of its error for the reader.
 *
 * @example
 * const action = useAction()
 * <button onClick={() => action.run(() => commands.heal())}>Heal all</button>
 */
export function useAction(): Action {
  const error = useSignal('')
  const isBusy = useSignal(false)
  return {
    error,
    isBusy,
    async run(work) {
      error.value = ''
      isBusy.value = true
      try {
        await work()
        return true
      } catch (problem) {
        error.value = messageOf(problem)
        return false
      } finally {
        isBusy.value = false
      }
    },
  }
}
