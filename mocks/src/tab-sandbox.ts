import type { LocalSandbox, Sandbox } from '@opentok-sandbox/sandbox'

/** The sandbox as a tab has it, in its own process or in a worker. */
export type TabSandbox = Sandbox & Pick<LocalSandbox, 'fetch' | 'accept'>
