/** The part of Node's `process` that this package looks at; there is none in a browser. */
interface NodeProcess {
  versions?: { node?: string }
  env?: Record<string, string | undefined>
}

const nodeProcess = () => (globalThis as { process?: NodeProcess }).process

/** An environment variable's value; `undefined` where it is not set, is empty, or there is no environment. */
export function environmentVariable(name: string): string | undefined {
  return nodeProcess()?.env?.[name] || undefined
}

/** A window's or a worker's scope that is not Node's: a test's happy-dom has a window, and runs in Node. */
export function isBrowser(): boolean {
  return (
    nodeProcess()?.versions?.node === undefined &&
    ('window' in globalThis || 'WorkerGlobalScope' in globalThis)
  )
}
