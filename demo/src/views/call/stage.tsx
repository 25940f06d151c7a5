import { useLayoutEffect, useRef } from 'preact/hooks'
import { useStudio } from '../../model/studio.ts'
import { CallView } from './call-view.tsx'
import { Lobby } from './lobby.tsx'
import { Welcome } from './welcome.tsx'

/** What comes first on the page: what to do, whom to join, or the call. */
export function Stage() {
  const { session, call } = useStudio()
  const isInCall = call.phase.value === 'connected' || call.phase.value === 'reconnecting'
  const shown = session.shown.value === undefined ? 'welcome' : isInCall ? 'call' : 'lobby'
  const stage = useRef<HTMLDivElement>(null)
  // Read before what has the focus is replaced.
  const hasFocus = stage.current?.contains(document.activeElement) ?? false
  const hadFocus = useRef(false)
  hadFocus.current = hasFocus
  // What takes another's place takes its focus, too
  useLayoutEffect(() => {
    if (hadFocus.current) stage.current?.querySelector<HTMLElement>('[data-first]')?.focus()
  }, [shown])
  return (
    <div class="stage" data-shown={shown} ref={stage}>
      {shown === 'welcome' && <Welcome />}
      {shown === 'lobby' && <Lobby />}
      {shown === 'call' && <CallView />}
    </div>
  )
}
