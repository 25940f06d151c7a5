/// <reference lib="webworker" />
// The SharedWorker that all tabs share: REST and messaging see the same sessions in each of them.

import { createSandbox, type Sandbox } from '@opentok-sandbox/sandbox'
import { serveTab } from './serve-tab.ts'
import type { ToTab, ToWorker } from './tab-protocol.ts'

const ports = new Set<MessagePort>()
let shared: { sandbox: Sandbox; options: string } | undefined

function log(message: Extract<ToTab, { type: 'log' }>): void {
  for (const port of ports) port.postMessage(message)
}

/** The first tab's options make the sandbox. */
function join(port: MessagePort, hello: Extract<ToWorker, { type: 'hello' }>): Sandbox {
  const options = JSON.stringify(hello.options)
  shared ??= {
    sandbox: createSandbox({ ...hello.options, log: (entry) => log({ type: 'log', entry }) }),
    options,
  }
  if (shared.options !== options) {
    const message =
      'This tab asked for other options than the tab that made the sandbox: close all tabs to change them'
    port.postMessage({ type: 'log', entry: { level: 'warn', message } } satisfies ToTab)
  }
  return shared.sandbox
}

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports
  if (port === undefined) return
  let tab: ReturnType<typeof serveTab> | undefined
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.type !== 'hello') {
      tab?.receive(data)
      return
    }
    ports.add(port)
    tab = serveTab(port, join(port, data))
    // The tab holds this lock for as long as it lives: it is granted here when the tab closes or crashes.
    void navigator.locks.request(data.lock, () => {
      ports.delete(port)
      tab?.gone()
      port.close()
    })
  }
})
