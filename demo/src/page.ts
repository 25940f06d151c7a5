import { isRole } from '@opentok-sandbox/core/token'
import { setupCallView } from './call-view.ts'
import { element } from './element.ts'
import type { DemoProject } from './project.ts'
import type { WireExchange } from './recorder.ts'
import { setupSessionForm } from './session-form.ts'
import { setupSessionList } from './session-list.ts'
import { setupSessionView } from './session-view.ts'
import { showWire } from './wire-view.ts'

/** Starts the page. Calls made before the sandbox is ready wait for it. */
export function startPage(project: Promise<DemoProject>): void {
  const sessionView = setupSessionView()
  const callView = setupCallView({
    onRole: (role) => sessionView.setRole(role),
    onDrop: async (connectionId) => (await project).drop(connectionId),
    network: project.then(({ network }) => network),
  })

  function offer(sessionId: string, exchange?: WireExchange): boolean {
    if (!sessionView.show(sessionId)) return false
    showWire(sessionId, exchange)
    callView.offer({
      sessionId,
      async prepare(options) {
        const { getCredentials, loadClient } = await project
        return { ...(await getCredentials(sessionId, options)), loadClient }
      },
    })
    return true
  }

  function goTo(sessionId: string, exchange?: WireExchange): boolean {
    // A session never expires, so a reload, a bookmark or a second tab can come back to it.
    history.replaceState(null, '', `?${new URLSearchParams({ session: sessionId })}`)
    return offer(sessionId, exchange)
  }

  setupSessionForm(async (options) => {
    const { createSession } = await project
    const { sessionId, exchange } = await createSession(options)
    goTo(sessionId, exchange)
  })

  const query = new URLSearchParams(location.search)
  const sessionId = query.get('session')
  const role = query.get('connect')
  if (sessionId && offer(sessionId) && role !== null) void callView.join(isRole(role) ? role : undefined)

  project.then(
    ({ shared, watchSessions }) => {
      element('alone', HTMLElement).hidden = shared
      if (watchSessions) {
        const list = setupSessionList((chosen) => goTo(chosen) && void callView.join())
        watchSessions((sessions) => list.show(sessions))
      }
    },
    (error: unknown) => {
      const banner = element('startup-error', HTMLElement)
      banner.textContent = `The sandbox could not start. ${error instanceof Error ? error.message : error}`
      banner.hidden = false
    },
  )
}
