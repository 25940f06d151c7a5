import { decodeSessionId, SessionIdError } from '@opentok-sandbox/core'
import { element } from './element.ts'

/** The session ID with its button to copy it, and the link to a second tab. */
export interface SessionView {
  /** @returns whether the ID is one, and is shown */
  show(sessionId: string): boolean
  /** Sets what a second tab joins as. */
  setRole(role: string): void
}

export function setupSessionView(): SessionView {
  const output = element('session-id', HTMLOutputElement)
  const error = element('session-error', HTMLElement)
  const copy = element('copy', HTMLButtonElement)
  const link = element('second-tab', HTMLAnchorElement)
  let role = ''

  function updateLink(): void {
    link.hidden = output.value === ''
    link.href = `?${new URLSearchParams({ session: output.value, connect: role })}`
  }

  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(output.value)
      copy.textContent = 'Copied'
    } catch {
      // Without permission for the clipboard, a selection is the next best thing.
      getSelection()?.selectAllChildren(output)
      copy.textContent = 'Press Ctrl+C'
    }
  })
  copy.addEventListener('blur', () => {
    copy.textContent = 'Copy'
  })

  return {
    show(sessionId) {
      const problem = describeProblem(sessionId)
      error.textContent = problem
      if (problem) return false
      output.value = sessionId
      copy.textContent = 'Copy'
      copy.hidden = false
      updateLink()
      return true
    },
    setRole(newRole) {
      role = newRole
      updateLink()
    },
  }
}

function describeProblem(sessionId: string): string {
  try {
    decodeSessionId(sessionId)
    return ''
  } catch (error) {
    if (error instanceof SessionIdError) return `${error.message}. Generate a new one instead.`
    throw error
  }
}
