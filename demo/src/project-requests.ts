import { createProjectAuth, OpenTok, systemClock, systemRandom } from '@opentok-sandbox/core'
import type { Project } from '@opentok-sandbox/sandbox'
import { recordExchanges } from './exchange-recorder.ts'
import type { PageSandbox } from './page-sandbox.ts'

/**
 * What the page asks the REST API for in the name of a project, as a server does. In an app of yours the secret stays on your
 * server; that of the development project protects nothing.
 */
export function createProjectRequests(
  project: Project,
  apiUrl: string,
): Pick<PageSandbox, 'createSession' | 'request'> {
  const recorder = recordExchanges()
  const opentok = new OpenTok({ ...project, apiUrl, fetch: recorder.fetch, allowSecretInBrowser: true })
  return {
    async createSession(options) {
      const { sessionId } = await opentok.createSession(options)
      return { sessionId, exchange: recorder.last }
    },
    async request(method, path) {
      const { apiKey, apiSecret } = project
      const auth = await createProjectAuth(apiKey, apiSecret, { clock: systemClock, random: systemRandom })
      const response = await fetch(`${apiUrl}/v2/project/${apiKey}${path}`, {
        method,
        headers: { 'X-OPENTOK-AUTH': auth },
      })
      if (!response.ok) throw new Error(`The sandbox refused it with HTTP ${response.status}`)
    },
  }
}
