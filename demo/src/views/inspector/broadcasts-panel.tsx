import type { BroadcastSnapshot } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'
import { needsCall, ServiceItem, ServicePanel } from './service-panel.tsx'

/** Broadcasts the session live, and shows it. */
export function BroadcastsPanel() {
  const { live } = useStudio()
  const broadcasts = live.services.value?.broadcasts ?? []
  return (
    <ServicePanel title="Broadcasts" form={<BroadcastForm />}>
      {broadcasts.length === 0 && <p class="empty">Nothing is live.</p>}
      {broadcasts.map((broadcast) => (
        <BroadcastRow key={broadcast.id} broadcast={broadcast} />
      ))}
    </ServicePanel>
  )
}

function BroadcastForm() {
  const { sandbox, session, people } = useStudio()
  const rtmp = useSignal('')
  const action = useAction()
  const sessionId = session.shown.value?.sessionId
  const need = needsCall(sessionId, people.value.length > 0)
  if (need !== undefined || sessionId === undefined) return <p class="empty">{need}</p>
  const start = (event: Event) => {
    event.preventDefault()
    void action.run(async () => {
      const [, serverUrl = rtmp.value, streamName = ''] = /^(.*)\/([^/]+)$/.exec(rtmp.value) ?? []
      const outputs = { hls: {}, ...(rtmp.value && { rtmp: [{ serverUrl, streamName }] }) }
      await sandbox.value?.commands.broadcasts.start({ sessionId, outputs })
    })
  }
  return (
    <form class="join-form" onSubmit={start}>
      <Field
        label="Also to RTMP"
        control="broadcast-rtmp"
        class="whole"
        help="An address, with the name of the stream at its end"
      >
        <TextInput
          id="broadcast-rtmp"
          autocomplete="off"
          placeholder="rtmp://localhost/live/stream"
          aria-describedby="broadcast-rtmp-help"
          text={rtmp}
        />
      </Field>
      <button class="primary" type="submit" aria-disabled={action.isBusy.value}>
        Start a broadcast
      </button>
      <Problem text={action.error.value} />
    </form>
  )
}

function BroadcastRow({ broadcast }: { broadcast: BroadcastSnapshot }) {
  const { sandbox } = useStudio()
  const action = useAction()
  const isShown = useSignal(false)
  const { id, resolution, hls, rtmp } = broadcast
  const isLive = hls?.status === 'live'
  const isFailed = hls?.status === 'error'
  return (
    <ServiceItem
      name={`Broadcast ${id.slice(0, 8)}`}
      status={hls ? `HLS ${hls.status}` : 'RTMP'}
      kind={isLive ? 'good' : isFailed ? 'bad' : ''}
      facts={[resolution, ...rtmp.map(({ id: output, status }) => `${output} ${status}`)]}
      actions={
        <>
          {hls && isLive && (
            <>
              <button
                type="button"
                class="small"
                aria-expanded={isShown.value}
                onClick={() => {
                  isShown.value = !isShown.value
                }}
              >
                {isShown.value ? 'Close' : 'Watch'}
              </button>
              <CopyButton text={hls.url} label="address of the playlist" />
            </>
          )}
          <button
            type="button"
            class="small"
            onClick={() => void action.run(async () => sandbox.value?.commands.broadcasts.stop(id))}
          >
            Stop
          </button>
        </>
      }
    >
      {isFailed && <p class="quiet wide">The log of the sandbox says why: most often, ffmpeg is missing.</p>}
      {isShown.value && hls && <Player url={hls.url} />}
      <Problem text={action.error.value} />
    </ServiceItem>
  )
}

const HLS = 'application/vnd.apple.mpegurl'

function Player({ url }: { url: string }) {
  const canPlay = document.createElement('video').canPlayType(HLS) !== ''
  if (!canPlay)
    return <p class="quiet wide">This browser does not play HLS by itself. Copy the address into a player.</p>
  return <video class="wide" controls autoplay muted src={url} />
}
