// Servers in their own processes, so that measuring does not take their time.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

export const BARE = [path('bare-server.mjs')]
export const SANDBOX = [
  path('../packages/server/dist/bin.js'),
  '--json',
  '--quiet',
  '--port',
  '0',
  '--host',
  '127.0.0.1',
]

/** Starts a program that writes its address as one line of JSON; `elapsed` is the time to that line. */
export async function startServer(program) {
  const begin = performance.now()
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(child.stdout, 'data')
  const elapsed = performance.now() - begin
  const { url } = JSON.parse(line)
  return {
    url,
    pid: child.pid,
    elapsed,
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}
