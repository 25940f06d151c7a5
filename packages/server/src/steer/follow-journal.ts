import type { JournalEntry, JournalQuery, Sandbox } from '@opentok-sandbox/sandbox'

/** How many entries are asked for at once. */
const PAGE = 500

/** How long a request is given to be answered before it is shown without an answer, in milliseconds. */
const PATIENCE = 2000

/**
 * Shows the entries of a journal that match a query, and those to come, until the process is told to end.
 *
 * @throws {Error} if no sandbox answers
 */
export async function followJournal(
  sandbox: Pick<Sandbox, 'journal' | 'watch'>,
  query: JournalQuery,
  show: (entry: JournalEntry) => void,
): Promise<void> {
  let after = query.after ?? 0
  let isEnded = false
  let hasShown = false
  let wake = () => {}
  const unwatch = sandbox.watch(() => wake(), ['journal'])
  const end = () => {
    isEnded = true
    wake()
  }
  process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end)
  const since = new Map<number, number>()

  /** A request is shown with its answer, if one comes soon; what came after it is shown after it. */
  function showPage(entries: readonly JournalEntry[]): boolean {
    for (const entry of entries) {
      if (entry.kind === 'request' && entry.answer === undefined) {
        const begun = since.get(entry.seq) ?? performance.now()
        since.set(entry.seq, begun)
        if (performance.now() - begun < PATIENCE) return false
      }
      since.delete(entry.seq)
      show(entry)
      hasShown = true
      after = entry.seq
    }
    return true
  }

  while (!isEnded) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve
    })
    const { entries, next } = await sandbox.journal.find({ ...query, after, limit: PAGE })
    // After a reset, the numbers begin again.
    if (next < after && hasShown) {
      after = 0
      continue
    }
    const isWhole = showPage(entries)
    if (isWhole && entries.length < PAGE) {
      after = Math.max(after, next)
      await woken
    } else if (!isWhole) {
      const timer = setTimeout(() => wake(), PATIENCE)
      await woken
      clearTimeout(timer)
    }
  }
  unwatch()
}
