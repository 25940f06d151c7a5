import { useSignal } from '@preact/signals'

/** A number, or nothing. What is being typed stays, whatever else changes meanwhile. */
export function NumberField({
  id,
  label,
  value,
  most,
  placeholder = '0',
  onChange,
}: {
  id: string
  label: string
  value: number | string | undefined
  most: number
  placeholder?: string
  onChange(value: number | undefined): void
}) {
  const typed = useSignal<string | undefined>(undefined)
  const settle = () => {
    const text = typed.value
    typed.value = undefined
    if (text !== undefined && text !== String(value ?? '')) onChange(text === '' ? undefined : Number(text))
  }
  return (
    <div class="field tiny">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        min="0"
        max={most}
        placeholder={placeholder}
        value={typed.value ?? value ?? ''}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value
        }}
        onChange={settle}
        onBlur={settle}
      />
    </div>
  )
}
