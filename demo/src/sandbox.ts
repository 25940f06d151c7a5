import { OpenTok } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { type BrowserSandbox, startSandbox } from '@opentok-sandbox/mocks/browser'
import { type Recorder, recordExchanges } from './recorder.ts'

/** What the page works with: the session client, and a record of what it sends. */
export interface DemoProject {
  opentok: OpenTok
  recorder: Recorder
  sandbox: BrowserSandbox
}

/** Starts the sandbox in this browser, and makes a client of its development project. */
export async function openProject(): Promise<DemoProject> {
  const sandbox = await startSandbox()
  const recorder = recordExchanges()
  // In an app of yours the secret stays on your server; this one protects nothing.
  const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, fetch: recorder.fetch, allowSecretInBrowser: true })
  return { opentok, recorder, sandbox }
}
