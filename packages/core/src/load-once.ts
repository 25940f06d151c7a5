/**
 * Loads a module when it is needed first, and only once: importing a loaded module again takes time, too. If it could not
 * be loaded, the next call tries again.
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
