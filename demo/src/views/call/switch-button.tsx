import type { SwitchState } from '../../model/switch-state.ts'
import { Icon, type IconName } from '../parts/icon.tsx'

/** A switch of the call: pressed while what it names is on. Off has another icon, and a line through the name. */
export function SwitchButton({
  name,
  state,
  icons,
  isOnByItself = false,
  onToggle,
}: {
  name: string
  state: SwitchState
  icons: { on: IconName; off: IconName }
  /** Whether being off is worth being pointed out. */
  isOnByItself?: boolean
  onToggle(): void
}) {
  if (state === undefined) return null
  const isOn = state === 'on'
  return (
    <button
      type="button"
      class="control"
      aria-pressed={isOn}
      data-off={isOnByItself ? !isOn : undefined}
      disabled={state === 'disabled'}
      onClick={onToggle}
    >
      <Icon name={isOn ? icons.on : icons.off} />
      <span>{name}</span>
    </button>
  )
}
