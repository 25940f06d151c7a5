/** What a watcher is told of: that there is something new to ask for. */
export type WatchedTopic = 'sessions'

/** Calls back whenever there is something new; the function returned ends that. */
export type Watch = (listener: (topic: WatchedTopic) => void) => () => void

/** Tells watchers of a sandbox that it has changed. */
export interface Watchers {
  watch: Watch
  notify(topic: WatchedTopic): void
}

export function createWatchers(): Watchers {
  const listeners = new Set<Parameters<Watch>[0]>()
  return {
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notify(topic) {
      for (const listener of listeners) listener(topic)
    },
  }
}
