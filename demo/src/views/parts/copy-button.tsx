import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Icon } from './icon.tsx'

/** Copies a text. With a label, which says what that is, it is an icon alone. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const state = useSignal('')
  const button = useRef<HTMLButtonElement>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      state.value = 'Copied'
    } catch {
      // Without permission for the clipboard, a selection is the next best thing.
      const source = button.current?.closest('[data-copied]')?.querySelector('code, output')
      if (source) getSelection()?.selectAllChildren(source)
      state.value = 'Press Ctrl+C'
    }
  }
  const title = label && `Put the ${label} on the clipboard`
  const isDone = state.value === 'Copied'
  return (
    <button
      type="button"
      class={label ? 'round small' : 'small'}
      aria-label={label && (state.value || title)}
      title={title}
      ref={button}
      onClick={() => void copy()}
      onBlur={() => {
        state.value = ''
      }}
    >
      <Icon name={isDone ? 'check' : 'copy'} />
      {!label && (state.value || 'Copy')}
    </button>
  )
}
