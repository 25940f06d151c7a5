import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PanelName } from '../../model/panels.ts'
import { AppPanel } from './app-panel.tsx'
import { WirePanel } from './wire-panel.tsx'

type MorePanels = typeof import('./more-panels.ts')

/** A panel of the inspector. */
export function Panel({ name }: { name: PanelName }) {
  const more = useSignal<MorePanels | undefined>(undefined)
  const problem = useSignal('')
  const isFirst = name === 'app' || name === 'wire'
  useEffect(() => {
    if (isFirst || more.value) return
    import('./more-panels.ts').then(
      (loaded) => {
        more.value = loaded
      },
      () => {
        problem.value = 'The panels could not be loaded. Reload the page.'
      },
    )
  }, [isFirst, more, problem])
  if (name === 'app') return <AppPanel />
  if (name === 'wire') return <WirePanel />
  const View = more.value?.[name]
  return View ? <View /> : <p class="empty">{problem.value || 'Loading…'}</p>
}
