import type { PanelName } from '../../model/panels.ts'
import { useStudio } from '../../model/studio.ts'

/** What there is in a panel that is worth a look. */
export function TabBadge({ panel }: { panel: PanelName }) {
  const { live, journal } = useStudio()
  const describe: Partial<Record<PanelName, () => number | string>> = {
    journal: () => journal.total.value,
    people: () => live.people.value.length,
    archives: () => live.services.value?.archives.filter(({ status }) => status === 'started').length ?? 0,
    broadcasts: () => live.services.value?.broadcasts.length ?? 0,
    callbacks: () => live.services.value?.callbacks.deliveries.length ?? 0,
    faults: () => live.faults.value.filter(({ armed }) => armed).length,
    clock: () => (live.clock.value?.frozen ? 'frozen' : ''),
  }
  const text = describe[panel]?.()
  return text ? <span class="badge">{text}</span> : null
}
