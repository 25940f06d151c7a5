import type { LocalSandbox } from '@opentok-sandbox/sandbox'
import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'

/** How many clients may watch at once. Each is a page that somebody looks at, or a test. */
const MOST_WATCHERS = 100

/** How long changes are gathered before they are told, in milliseconds. */
const SETTLING = 50

/** How often a watcher is told that the server is still there, in milliseconds. */
const KEEP_ALIVE = 15_000

/**
 * The live sessions as server-sent events: now, and whenever they change. A list is made once for all watchers.
 *
 * @param closing ends all of them
 */
export function createEventFeed(sandbox: LocalSandbox, closing: AbortSignal) {
  const watchers = new Set<() => void>()
  let latest: Promise<string> | undefined
  const describe = () => {
    latest ??= sandbox.sessions().then((sessions) => JSON.stringify(sessions))
    return latest
  }
  const unwatch = sandbox.watch(() => {
    latest = undefined
    for (const wake of watchers) wake()
  })
  closing.addEventListener('abort', () => {
    unwatch()
    for (const wake of watchers) wake()
  })

  async function tell(stream: SSEStreamingApi): Promise<void> {
    let wake = () => {}
    const watcher = () => wake()
    watchers.add(watcher)
    stream.onAbort(watcher)
    while (!stream.aborted && !closing.aborted) {
      // What changes from here on is told next.
      const changed = new Promise<void>((resolve) => {
        wake = resolve
      })
      await stream.writeSSE({ event: 'sessions', data: await describe() })
      const timer = setTimeout(watcher, KEEP_ALIVE)
      await changed
      clearTimeout(timer)
      // Of hundreds of changes at once, a watcher is told a few times, and not of each.
      if (!stream.aborted && !closing.aborted) await stream.sleep(SETTLING)
    }
    watchers.delete(watcher)
  }

  return (context: Context): Response => {
    if (watchers.size >= MOST_WATCHERS) {
      return context.json({ message: `At most ${MOST_WATCHERS} clients can watch at once.` }, 503)
    }
    return streamSSE(context, tell)
  }
}
