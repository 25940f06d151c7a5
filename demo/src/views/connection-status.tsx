import type { CallPhase } from '../model/call-model.ts'
import { useStudio } from '../model/studio.ts'

const TEXTS: Record<CallPhase, string> = {
  idle: 'ready',
  connecting: 'connecting…',
  connected: 'connected',
  reconnecting: 'reconnecting…',
  disconnected: 'disconnected',
}

/** How the call stands; the page's only status. */
export function ConnectionStatus() {
  const { session, call } = useStudio()
  const phase = call.phase.value
  const isEmpty = session.shown.value === undefined
  return (
    <p class="status" role="status" data-state={isEmpty ? 'empty' : phase}>
      {isEmpty ? 'no session' : TEXTS[phase]}
    </p>
  )
}
