import type { ComponentChildren } from 'preact'

/** A labelled control. */
export function Field({
  label,
  control,
  help,
  children,
  class: kind = '',
}: {
  label: string
  /** The ID of the control. */
  control: string
  help?: string | undefined
  children: ComponentChildren
  class?: string
}) {
  return (
    <div class={`field ${kind}`}>
      <label for={control}>{label}</label>
      {children}
      {help && (
        <p class="help" id={`${control}-help`}>
          {help}
        </p>
      )}
    </div>
  )
}
