import type { LocalSandbox } from '@opentok-sandbox/sandbox'

type TakeDeviceFault = LocalSandbox['takeDeviceFault']

// A test may have several copies of this file.
const registry = globalThis as { [key: symbol]: TakeDeviceFault | undefined }
const key = Symbol.for('@opentok-sandbox/mocks device faults')

/** Lets the faults of a sandbox act on fake cameras and microphones; the function returned ends that. */
export function offerDeviceFaults(take: TakeDeviceFault): () => void {
  registry[key] = take
  return () => {
    if (registry[key] === take) registry[key] = undefined
  }
}

/** The name of the error that a device fails with now; `undefined` if it works. */
export async function takeDeviceFault(): Promise<string | undefined> {
  return registry[key]?.()
}
