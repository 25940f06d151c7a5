import type { ArchiveSnapshot } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'
import { needsCall, ServiceItem, ServicePanel } from './service-panel.tsx'

const LAYOUTS = ['bestFit', 'pip', 'verticalPresentation', 'horizontalPresentation'] as const

/** Records the session, and shows what was recorded. */
export function ArchivesPanel() {
  const { live } = useStudio()
  const archives = live.services.value?.archives ?? []
  return (
    <ServicePanel title="Archives" form={<ArchiveForm />}>
      {archives.length === 0 && <p class="empty">Nothing was recorded.</p>}
      {archives.map((archive) => (
        <ArchiveRow key={archive.id} archive={archive} />
      ))}
    </ServicePanel>
  )
}

function ArchiveForm() {
  const { sandbox, session, people } = useStudio()
  const name = useSignal('')
  const output = useSignal<'composed' | 'individual'>('composed')
  const layout = useSignal<(typeof LAYOUTS)[number]>('bestFit')
  const action = useAction()
  const sessionId = session.shown.value?.sessionId
  const need = needsCall(sessionId, people.value.length > 0)
  if (need !== undefined || sessionId === undefined) return <p class="empty">{need}</p>
  const isComposed = output.value === 'composed'
  const start = (event: Event) => {
    event.preventDefault()
    void action.run(async () =>
      sandbox.value?.commands.archives.start({
        sessionId,
        outputMode: output.value,
        ...(name.value && { name: name.value }),
        ...(isComposed && { layout: { type: layout.value } }),
      }),
    )
  }
  return (
    <form class="join-form" onSubmit={start}>
      <Field label="Archive name" control="archive-name">
        <TextInput id="archive-name" autocomplete="off" text={name} />
      </Field>
      <Field label="Output" control="archive-output">
        <select
          id="archive-output"
          value={output.value}
          onChange={({ currentTarget }) => {
            output.value = currentTarget.value === 'individual' ? 'individual' : 'composed'
          }}
        >
          <option value="composed">composed (MP4)</option>
          <option value="individual">individual (ZIP)</option>
        </select>
      </Field>
      <Field label="Layout" control="archive-layout">
        <select
          id="archive-layout"
          value={layout.value}
          disabled={!isComposed}
          onChange={({ currentTarget }) => {
            layout.value = LAYOUTS.find((one) => one === currentTarget.value) ?? 'bestFit'
          }}
        >
          {LAYOUTS.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </Field>
      <button class="primary" type="submit" aria-disabled={action.isBusy.value}>
        Start an archive
      </button>
      <Problem text={action.error.value} />
    </form>
  )
}

const isRunning = ({ status }: ArchiveSnapshot) => status === 'started' || status === 'paused'

function ArchiveRow({ archive }: { archive: ArchiveSnapshot }) {
  const { sandbox } = useStudio()
  const action = useAction()
  const shown = useSignal<string | undefined>(undefined)
  const { archives } = sandbox.value?.commands ?? {}
  const { id, name, status, reason, duration, size, outputMode, url, isPlaceholder } = archive
  /** An address is valid for ten minutes: each use has a new one. */
  const fresh = async () => (await archives?.list())?.find((one) => one.id === id)?.url ?? undefined
  const play = () =>
    action.run(async () => {
      shown.value = shown.value === undefined ? await fresh() : undefined
    })
  const download = () =>
    action.run(async () => {
      const link = document.createElement('a')
      link.href = (await fresh()) ?? ''
      link.download = ''
      link.click()
    })
  return (
    <ServiceItem
      name={name || `Archive ${id.slice(0, 8)}`}
      status={isPlaceholder ? `${status}, a placeholder` : status}
      kind={status === 'available' ? 'good' : status === 'failed' ? 'bad' : ''}
      facts={[outputMode, duration > 0 && `${duration} s`, size > 0 && formatSize(size)]}
      actions={
        <>
          {isRunning(archive) && (
            <button
              type="button"
              class="small"
              onClick={() => void action.run(async () => archives?.stop(id))}
            >
              Stop
            </button>
          )}
          {url && outputMode === 'composed' && (
            <button
              type="button"
              class="small"
              aria-expanded={shown.value !== undefined}
              onClick={() => void play()}
            >
              {shown.value === undefined ? 'Play' : 'Close'}
            </button>
          )}
          {url && (
            <>
              <button type="button" class="small" onClick={() => void download()}>
                Download
              </button>
              <button
                type="button"
                class="small"
                onClick={() => void action.run(async () => archives?.delete(id))}
              >
                Delete
              </button>
            </>
          )}
        </>
      }
    >
      {status === 'failed' && <p class="quiet wide">{reason}</p>}
      {shown.value && (
        // biome-ignore lint/a11y/useMediaCaption: what was recorded has no captions.
        <video class="wide" controls autoplay src={shown.value} />
      )}
      <Problem text={action.error.value} />
    </ServiceItem>
  )
}

/** In the unit that a person would use. */
function formatSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
