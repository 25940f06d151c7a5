import type { Log } from '../log.ts'
import type { MediaPath } from '../session/media-path.ts'

/**
 * A media path that is loaded when it is needed for the first time. What happens meanwhile waits for it, in its order.
 *
 * @param fallback takes its place where it cannot be loaded
 */
export function createLazyPath(load: () => Promise<MediaPath>, fallback: MediaPath, log: Log): MediaPath {
  let loaded: MediaPath | undefined
  let waiting: ((path: MediaPath) => void)[] | undefined

  function settle(path: MediaPath): void {
    loaded = path
    const calls = waiting ?? []
    waiting = undefined
    for (const call of calls) call(path)
  }

  function use(call: (path: MediaPath) => void): void {
    if (loaded) {
      call(loaded)
      return
    }
    if (waiting) {
      waiting.push(call)
      return
    }
    waiting = [call]
    load().then(settle, (error: unknown) => {
      log({
        level: 'warn',
        message: `The media router could not be loaded, so that media goes directly between the clients: ${error}`,
      })
      settle(fallback)
    })
  }

  return {
    publish: (...input) => use((path) => path.publish(...input)),
    unpublish: (...input) => use((path) => path.unpublish(...input)),
    begin: (...input) => use((path) => path.begin(...input)),
    update: (...input) => use((path) => path.update(...input)),
    end: (...input) => use((path) => path.end(...input)),
    negotiate: (...input) => use((path) => path.negotiate(...input)),
    // What is not loaded has nothing to close.
    close() {
      if (waiting) waiting = []
      loaded?.close()
    },
  }
}
