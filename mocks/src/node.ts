import { createSandbox, type Sandbox, type SandboxOptions } from '@opentok-sandbox/sandbox'
import { setupServer } from 'msw/node'
import { assertClientNotLoaded } from './client-loaded.ts'
import { offerDeviceFaults } from './device-faults.ts'
import { createHandlers } from './handlers.ts'
import { PASS_OTHERS } from './pass-others.ts'

/** A sandbox that listens in this process. */
export interface NodeSandbox extends Sandbox {
  /** Disconnects every client and stops listening: requests then go where they go without the sandbox. */
  close(): Promise<void>
}

/**
 * Makes a sandbox answer instead of OpenTok in this process, with MSW. It does not change other requests.
 *
 * In vitest, use `@opentok-sandbox/mocks/vitest`, which calls this early enough.
 *
 * @throws {ClientLoadedTooEarly} if `@opentok/client` has been imported before
 *
 * @example
 * const sandbox = await startSandbox({ seed: 1 })
 * const { default: OT } = await import('@opentok/client')
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<NodeSandbox> {
  assertClientNotLoaded(
    'Start the sandbox first: in vitest, name @opentok-sandbox/mocks/vitest in setupFiles; elsewhere, ' +
      "await startSandbox() and only then await import('@opentok/client').",
  )
  const sandbox = createSandbox(options)
  const server = setupServer(...createHandlers(sandbox))
  server.listen(PASS_OTHERS)
  const endDeviceFaults = offerDeviceFaults(sandbox.takeDeviceFault)
  return {
    ...sandbox,
    async close() {
      // Told by a reset not to come back, clients do not look for a sandbox that is gone.
      await sandbox.reset()
      endDeviceFaults()
      sandbox.close()
      server.close()
    },
  }
}
