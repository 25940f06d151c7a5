import { isRole } from '@opentok-sandbox/core/token'
import { setupCallView } from './call-view.ts'
import { element } from './element.ts'
import type { WireExchange } from './recorder.ts'
import { openProject } from './sandbox.ts'
import { setupSessionForm } from './session-form.ts'
import { setupSessionView } from './session-view.ts'
import { showWire } from './wire-view.ts'

// The page is at work before the sandbox is: whoever is quicker than that is kept waiting, not lost.
const project = openProject()
const sessionView = setupSessionView()
const callView = setupCallView({
  onRole: (role) => sessionView.setRole(role),
  onDrop: async (connectionId) => (await project).sandbox.drop(connectionId),
})

function offer(sessionId: string, exchange?: WireExchange): boolean {
  if (!sessionView.show(sessionId)) return false
  showWire(sessionId, exchange)
  callView.offer({
    sessionId,
    async prepare(options) {
      const { opentok } = await project
      return { apiKey: opentok.apiKey, token: await opentok.generateToken(sessionId, options) }
    },
  })
  return true
}

setupSessionForm(async (options) => {
  const { opentok, recorder } = await project
  const { sessionId } = await opentok.createSession(options)
  // A session never expires, so a reload, a bookmark or a second tab can come back to it.
  history.replaceState(null, '', `?${new URLSearchParams({ session: sessionId })}`)
  offer(sessionId, recorder.last)
})

const query = new URLSearchParams(location.search)
const sessionId = query.get('session')
const role = query.get('connect')
if (sessionId && offer(sessionId) && role !== null) void callView.join(isRole(role) ? role : undefined)

project.then(
  ({ sandbox }) => {
    element('alone', HTMLElement).hidden = sandbox.shared
  },
  (error: unknown) => {
    const banner = element('startup-error', HTMLElement)
    banner.textContent = `The sandbox could not start. ${error instanceof Error ? error.message : error}`
    banner.hidden = false
  },
)
