import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { isPanel, PANELS } from '../../model/panels.ts'
import { useStudio } from '../../model/studio.ts'
import { Icon } from '../parts/icon.tsx'
import { Panel } from './panel.tsx'
import { TabBadge } from './tab-badge.tsx'

/** From where on in the window the inspector counts as out of sight. */
const MOST_HIDDEN = 0.75

/** What happens in the sandbox, and how to bring about whatever can happen. */
export function Inspector() {
  const { panel, openPanel, panelsOpened } = useStudio()
  const isTall = useSignal(false)
  const tabs = useRef<HTMLDivElement>(null)
  const open = panel.value
  const opened = panelsOpened.value
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    const { current } = section
    if (opened === 0 || current === null || current.contains(document.activeElement)) return
    // It was opened from elsewhere on the page, where it may be out of sight.
    current.querySelector<HTMLElement>('[role=tabpanel]')?.focus({ preventScroll: true })
    const { top, bottom } = current.getBoundingClientRect()
    if (top > innerHeight * MOST_HIDDEN || bottom < 0) current.scrollIntoView()
  }, [opened])
  const move = (event: KeyboardEvent) => {
    const all = Array.from(tabs.current?.querySelectorAll('button') ?? [])
    const last = all.length - 1
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    const next = at === last ? 0 : at + 1
    const to = { ArrowRight: next, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all[to]?.focus()
    all[to]?.click()
  }
  return (
    <section class="inspector" aria-label="Inspector" ref={section} data-tall={isTall.value}>
      <div class="tab-bar">
        <div class="tabs" role="tablist" aria-label="Inspector" ref={tabs} onKeyDown={move}>
          {Object.keys(PANELS)
            .filter(isPanel)
            .map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                id={`tab-${name}`}
                aria-selected={name === open}
                aria-controls="panel"
                tabIndex={name === open ? 0 : -1}
                onClick={() => openPanel(name)}
              >
                {PANELS[name]}
                <TabBadge panel={name} />
              </button>
            ))}
        </div>
        <button
          type="button"
          class="round small taller"
          aria-label="Tall inspector"
          title="Tall inspector"
          aria-pressed={isTall.value}
          onClick={() => {
            isTall.value = !isTall.value
          }}
        >
          <Icon name={isTall.value ? 'down' : 'up'} />
        </button>
      </div>
      <div
        class="panel"
        role="tabpanel"
        id="panel"
        aria-labelledby={`tab-${open}`}
        tabIndex={0}
        data-panel={open}
      >
        <Panel name={open} />
      </div>
    </section>
  )
}
