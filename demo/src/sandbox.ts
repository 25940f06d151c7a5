import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { startSandbox } from '@opentok-sandbox/mocks/browser'
import type { DemoProject } from './project.ts'
import { recordExchanges } from './recorder.ts'

/** Starts the sandbox in this browser, and works with its development project. */
export async function openProject(): Promise<DemoProject> {
  const sandbox = await startSandbox()
  const recorder = recordExchanges()
  // In an app of yours the secret stays on your server; this one protects nothing.
  const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, fetch: recorder.fetch, allowSecretInBrowser: true })
  return {
    shared: sandbox.shared,
    async createSession(options) {
      const { sessionId } = await opentok.createSession(options)
      return { sessionId, exchange: recorder.last }
    },
    async getCredentials(sessionId, options) {
      return { apiKey: opentok.apiKey, token: await opentok.generateToken(sessionId, options) }
    },
    async loadClient() {
      // Only now: the client keeps the WebSocket that it finds when it is loaded.
      const { default: OT } = await import('@opentok/client')
      return OT
    },
    drop: (connectionId) => sandbox.drop(connectionId),
    network: {
      ...sandbox.network,
      note: 'Its messages take as long as the distance demands. Media goes directly between the tabs, without a delay.',
    },
  }
}
