/** What a watcher is told of: that there is something new to ask for. */
export const WATCHED_TOPICS = ['sessions', 'journal', 'faults', 'clock', 'services'] as const

/** @see {@link WATCHED_TOPICS} */
export type WatchedTopic = (typeof WATCHED_TOPICS)[number]

/**
 * Calls back whenever there is something new to ask for; the function returned ends that.
 *
 * @param topics what to be told of; @default all
 */
export type Watch = (listener: (topic: WatchedTopic) => void, topics?: readonly WatchedTopic[]) => () => void

/** Tells watchers of a sandbox that it has changed. */
export interface Watchers {
  watch: Watch
  /** Of many changes at once, watchers are told once. */
  notify(topic: WatchedTopic): void
}

interface Watcher {
  listener: Parameters<Watch>[0]
  topics: readonly WatchedTopic[]
}

/** @param onError is told what a watcher threw; the others are told all the same */
export function createWatchers(onError: (error: unknown) => void): Watchers {
  const watchers = new Set<Watcher>()
  const pending = new Set<WatchedTopic>()
  let watched: ReadonlySet<WatchedTopic> = new Set()

  function tell(): void {
    const changed = [...pending]
    pending.clear()
    for (const topic of changed) {
      for (const { listener, topics } of watchers) {
        try {
          if (topics.includes(topic)) listener(topic)
        } catch (error) {
          onError(error)
        }
      }
    }
  }

  function update(): void {
    watched = new Set([...watchers].flatMap(({ topics }) => topics))
  }

  return {
    watch(listener, topics = WATCHED_TOPICS) {
      const watcher = { listener, topics }
      watchers.add(watcher)
      update()
      return () => {
        watchers.delete(watcher)
        update()
      }
    },
    notify(topic) {
      if (!watched.has(topic)) return
      if (pending.size === 0) queueMicrotask(tell)
      pending.add(topic)
    },
  }
}
