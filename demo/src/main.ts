import { isRole } from '@opentok-sandbox/core/token'
import { setupCallView } from './call-view.ts'
import { element } from './element.ts'
import { openProject } from './sandbox.ts'
import { setupSessionForm } from './session-form.ts'
import { setupSessionView } from './session-view.ts'
import { showWire } from './wire-view.ts'

const sessionView = setupSessionView()
const callView = setupCallView({ onRole: (role) => sessionView.setRole(role) })

try {
  const { opentok, recorder } = await openProject()

  function offer(sessionId: string, exchange = recorder.last): boolean {
    if (!sessionView.show(sessionId)) return false
    showWire(sessionId, exchange)
    callView.offer({
      apiKey: opentok.apiKey,
      sessionId,
      generateToken: (options) => opentok.generateToken(sessionId, options),
    })
    return true
  }

  setupSessionForm(async (options) => {
    const session = await opentok.createSession(options)
    // A session never expires, so a reload, a bookmark or a second tab can come back to it.
    history.replaceState(null, '', `?${new URLSearchParams({ session: session.sessionId })}`)
    offer(session.sessionId)
    return session
  })

  const query = new URLSearchParams(location.search)
  const sessionId = query.get('session')
  const role = query.get('connect')
  if (sessionId && offer(sessionId, undefined) && role !== null) {
    await callView.join(isRole(role) ? role : undefined)
  }
} catch (error) {
  const banner = element('startup-error', HTMLElement)
  banner.textContent = `The sandbox could not start. ${error instanceof Error ? error.message : error}`
  banner.hidden = false
  throw error
}
