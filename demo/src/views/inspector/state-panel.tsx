import type { SandboxState } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { useStudio } from '../../model/studio.ts'
import { downloadFile } from '../parts/download-file.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** What outlives a sandbox: to be kept in a file, taken over from one, or forgotten. */
export function StatePanel() {
  const { sandbox, journal } = useStudio()
  const action = useAction()
  const said = useSignal('')
  const dialog = useRef<HTMLDialogElement>(null)
  const commands = sandbox.value?.commands
  if (commands === undefined) return <p class="empty">The sandbox is starting…</p>
  const save = () =>
    action.run(async () => {
      const state = await commands.state.export()
      downloadFile('opentok-sandbox.json', 'application/json', JSON.stringify(state, null, 2))
      said.value = 'The state was saved without secrets.'
    })
  const take = (file: File | undefined) =>
    action.run(async () => {
      if (file === undefined) return
      said.value = ''
      await commands.state.import(await readState(file))
      said.value = `The sandbox has taken over ${file.name}.`
    })
  const reset = () =>
    action.run(async () => {
      dialog.current?.close()
      await commands.reset()
      journal.clear()
      said.value = 'The sandbox is as it was at its start.'
    })
  return (
    <section class="state-panel" aria-labelledby="state-title">
      <h2 id="state-title">State</h2>
      <div class="choices">
        <div>
          <h3>Export</h3>
          <p class="help">
            Projects, the clock, faults, the network and the settings of sessions, as JSON for a repository.
          </p>
          <button type="button" onClick={() => void save()}>
            Export
          </button>
        </div>
        <div>
          <h3>Import</h3>
          <label class="help" for="state-file">
            A file that was exported, or written by hand: rooms and participants can be in it, too.
          </label>
          <input
            id="state-file"
            type="file"
            accept="application/json,.json"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? []
              // The same file can be chosen again.
              void take(file).then(() => {
                currentTarget.value = ''
              })
            }}
          />
        </div>
        <div>
          <h3>Reset</h3>
          <p class="help">
            Disconnects every client, and forgets faults, the journal, the network and the clock.
          </p>
          <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
            Reset…
          </button>
        </div>
      </div>
      <p class="said">{said.value}</p>
      <Problem text={action.error.value} />
      <dialog ref={dialog} aria-labelledby="reset-title">
        <h2 id="reset-title">Reset the sandbox?</h2>
        <p>Every client is disconnected, also those of your apps. Session IDs stay valid.</p>
        <div class="row">
          <button type="button" class="danger" onClick={() => void reset()}>
            Reset the sandbox
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </dialog>
    </section>
  )
}

async function readState(file: File): Promise<SandboxState> {
  try {
    // The sandbox checks what is in it.
    return JSON.parse(await file.text()) as SandboxState
  } catch {
    throw new Error(
      `${file.name} is no JSON: it should be a state that was exported here or with the command.`,
    )
  }
}
