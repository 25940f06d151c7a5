/// <reference lib="webworker" />
// The SharedWorker that all tabs share: REST and messaging see the same sessions in each of them.

import { createSandbox, type LocalSandbox, type SandboxData } from '@opentok-sandbox/sandbox'
import { serveTab } from './serve-tab.ts'
import type { ToTab } from './tab-protocol.ts'

const ports = new Set<MessagePort>()
let shared: { sandbox: LocalSandbox; options: string } | undefined

function log(message: Extract<ToTab, { type: 'log' }>): void {
  for (const port of ports) port.postMessage(message)
}

/** The first tab's options are those of the sandbox. */
function join(port: MessagePort, data: SandboxData): LocalSandbox {
  const options = JSON.stringify(data)
  shared ??= { sandbox: createSandbox({ ...data, log: (entry) => log({ type: 'log', entry }) }), options }
  if (shared.options !== options) {
    const message =
      'This tab has other options than the tab that made the sandbox. Close all tabs to change the options'
    port.postMessage({ type: 'log', entry: { level: 'warn', message } } satisfies ToTab)
  }
  return shared.sandbox
}

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports
  if (port === undefined) return
  const gone = serveTab(port, (options, lock) => {
    ports.add(port)
    // The tab holds this lock for as long as it lives: it is granted here when the tab closes or crashes.
    void navigator.locks.request(lock, () => {
      ports.delete(port)
      gone()
      port.close()
    })
    return join(port, options)
  })
})
