import { OPENTOK_API_URL } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT } from '@opentok-sandbox/mocks'
import { startSandbox } from '@opentok-sandbox/mocks/browser'
import { JournalReader, type Sandbox } from '@opentok-sandbox/sandbox'
import type { PageNews, PageSandbox } from './page-sandbox.ts'
import { createProjectRequests } from './project-requests.ts'

/** Where `npx opentok-sandbox` would be. */
const SERVER_URL = 'http://localhost:9300'

/** How long changes of the journal are gathered before they are read, in milliseconds. */
const SETTLING = 50

/** Starts the sandbox in this browser, and works with its development project. */
export async function openBrowserSandbox(): Promise<PageSandbox> {
  const sandbox = await startSandbox()
  return {
    host: 'browser',
    url: SERVER_URL,
    project: DEVELOPMENT_PROJECT,
    shared: sandbox.shared,
    commands: sandbox,
    ...createProjectRequests(DEVELOPMENT_PROJECT, OPENTOK_API_URL),
    async loadClient() {
      // Only now: the client keeps the WebSocket that it finds when it is loaded.
      const { default: OT } = await import('@opentok/client')
      return OT
    },
    follow: (news) => follow(sandbox, news),
  }
}

function follow(sandbox: Sandbox, news: PageNews): () => void {
  const reader = new JournalReader((query) => sandbox.journal.find(query))
  let isReading = false
  let isStale = false
  const tell = {
    sessions: async () => news.sessions(await sandbox.sessions()),
    services: async () => news.services(await sandbox.services.list()),
    faults: async () => news.faults(await sandbox.faults()),
    clock: async () => {
      const state = await sandbox.state.export()
      const { frozen = false } = state.clock ?? {}
      news.clock({ now: new Date(await sandbox.clock.now()).toISOString(), frozen })
    },
    async journal(): Promise<void> {
      isStale = true
      if (isReading) return
      isReading = true
      while (isStale) {
        isStale = false
        const { entries, isReset, hasMore } = await reader.read()
        if (entries.length > 0 || isReset) news.journal({ entries, isReset })
        isStale ||= hasMore
        if (!hasMore) await new Promise((resolve) => setTimeout(resolve, SETTLING))
      }
      isReading = false
    },
  }
  const unwatch = sandbox.watch((topic) => void tell[topic]())
  for (const topic of Object.values(tell)) void topic()
  news.reachable(true)
  return unwatch
}
