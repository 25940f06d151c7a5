import type { ComponentChildren } from 'preact'

/** A panel of a service of the platform: what can be begun on one side, what there is on the other. */
export function ServicePanel({
  title,
  form,
  children,
}: {
  title: string
  form: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <section class="people-panel" aria-label={title}>
      <div class="join-part">
        <h2>{title}</h2>
        {form}
      </div>
      <div class="people">{children}</div>
    </section>
  )
}

/** Something that there is: what it is called, how it is, and what can be done to it. */
export function ServiceItem({
  name,
  status,
  kind = '',
  facts,
  actions,
  children,
}: {
  name: string
  status: string
  /** `good` or `bad`, for the colour of its status. */
  kind?: string
  facts: readonly (string | false | undefined)[]
  actions: ComponentChildren
  children?: ComponentChildren
}) {
  return (
    <div class="person service" role="group" aria-label={name}>
      <div class="who">
        <strong>{name}</strong>
        <span class={`tag ${kind}`}>{status}</span>
        <span class="quiet">{facts.filter(Boolean).join(', ')}</span>
      </div>
      <div class="row">{actions}</div>
      {children}
    </div>
  )
}

/** The session that a service is to begin in, or why there is none. */
export function needsCall(sessionId: string | undefined, isOccupied: boolean): string | undefined {
  if (sessionId === undefined) return 'Generate a session or open a room first.'
  return isOccupied ? undefined : 'Nobody is in the session: connect, or add a participant.'
}
