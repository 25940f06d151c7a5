import type { Signal } from '@preact/signals'
import type { InputHTMLAttributes } from 'preact'

/** An input whose text is in a signal. */
export function TextInput({
  text,
  ...attributes
}: { text: Signal<string> } & Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onInput'>) {
  return (
    <input
      {...attributes}
      value={text.value}
      onInput={({ currentTarget }) => {
        text.value = currentTarget.value
      }}
    />
  )
}
