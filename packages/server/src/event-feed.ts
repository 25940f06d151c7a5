import { JournalReader, type LocalSandbox, WATCHED_TOPICS, type WatchedTopic } from '@opentok-sandbox/sandbox'
import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'

/** How many clients may watch at once. Each is a page that somebody looks at, or a test. */
const MOST_WATCHERS = 100

/** How long changes are gathered before they are told, in milliseconds. */
const SETTLING = 50

/** How often a watcher is told that the server is still there, in milliseconds. */
const KEEP_ALIVE = 15_000

/**
 * What changes in a sandbox as server-sent events, now and whenever it changes: `sessions`, `faults`, `clock`, and the new
 * entries of the `journal`; a request that was told without its answer comes again with it. The parameter `topics` narrows it to some of them, `after` to the journal after an entry.
 *
 * @param closing ends all of them
 */
export function createEventFeed(sandbox: LocalSandbox, closing: AbortSignal) {
  const watchers = new Set<(topic: WatchedTopic) => void>()
  // A list is made once for all watchers.
  const latest = new Map<WatchedTopic, Promise<string>>()
  const describe = (topic: Exclude<WatchedTopic, 'journal'>) => {
    const known = latest.get(topic) ?? ASK[topic](sandbox).then((value) => JSON.stringify(value))
    latest.set(topic, known)
    return known
  }
  const unwatch = sandbox.watch((topic) => {
    latest.delete(topic)
    for (const wake of watchers) wake(topic)
  })
  closing.addEventListener('abort', () => {
    unwatch()
    for (const wake of watchers) wake('clock')
  })

  async function tell(
    stream: SSEStreamingApi,
    topics: readonly WatchedTopic[],
    start: number,
  ): Promise<void> {
    const changed = new Set<WatchedTopic>(topics)
    const reader = new JournalReader((query) => sandbox.journal.find(query), start)
    let wake = () => {}
    const watcher = (topic: WatchedTopic) => {
      if (topics.includes(topic)) changed.add(topic)
      else if (!closing.aborted) return
      wake()
    }
    watchers.add(watcher)
    stream.onAbort(() => wake())

    async function tellJournal(): Promise<void> {
      const { entries, next, hasMore } = await reader.read()
      if (entries.length > 0)
        await stream.writeSSE({ event: 'journal', data: JSON.stringify({ entries, next }) })
      if (hasMore) changed.add('journal')
    }

    try {
      await tellOn()
    } finally {
      watchers.delete(watcher)
    }

    async function tellOn(): Promise<void> {
      let isFirst = true
      while (!stream.aborted && !closing.aborted) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve
        })
        const news = [...changed]
        changed.clear()
        for (const topic of news) {
          if (topic === 'journal') await tellJournal()
          else await stream.writeSSE({ event: topic, data: await describe(topic) })
        }
        // A proxy may close what is silent for long.
        if (news.length === 0 && !isFirst) await stream.writeSSE({ event: 'ping', data: '' })
        isFirst = false
        if (changed.size === 0) {
          const timer = setTimeout(() => wake(), KEEP_ALIVE)
          await woken
          clearTimeout(timer)
        }
        // Of hundreds of changes at once, a watcher is told a few times, and not of each.
        if (!stream.aborted && !closing.aborted) await stream.sleep(SETTLING)
      }
    }
  }

  return (context: Context): Response => {
    if (watchers.size >= MOST_WATCHERS) {
      return context.json({ message: `At most ${MOST_WATCHERS} clients can watch at once.` }, 503)
    }
    const asked = context.req.query('topics')?.split(',') ?? WATCHED_TOPICS
    const topics = WATCHED_TOPICS.filter((topic) => asked.includes(topic))
    if (topics.length === 0) {
      return context.json({ message: `topics: must be some of ${WATCHED_TOPICS.join(',')}` }, 400)
    }
    const after = Number(context.req.query('after') ?? 0)
    if (!Number.isSafeInteger(after) || after < 0) {
      return context.json({ message: 'after: must be a whole number from 0' }, 400)
    }
    return streamSSE(context, (stream) => tell(stream, topics, after))
  }
}

const ASK = {
  sessions: (sandbox: LocalSandbox) => sandbox.sessions(),
  faults: (sandbox: LocalSandbox) => sandbox.faults(),
  clock: async (sandbox: LocalSandbox) => sandbox.command('clock.now', {}),
  services: (sandbox: LocalSandbox) => sandbox.services.list(),
} satisfies Record<Exclude<WatchedTopic, 'journal'>, (sandbox: LocalSandbox) => Promise<unknown>>
