/**
 * Puts a module's loading off until it is needed, and loads it once: even a module that is there already takes
 * time to be imported again. One that could not be loaded is tried again.
 */
export function loadOnce<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loaded: Promise<Module> | undefined
  return () => {
    loaded ??= load().catch((error) => {
      loaded = undefined
      throw error
    })
    return loaded
  }
}
