import type { JournalEntry } from '@opentok-sandbox/sandbox'
import { describeEntry } from '../../model/describe-entry.ts'

/** A line of the journal. */
export function JournalRow({
  entry,
  top,
  isSelected,
  position,
  count,
  onSelect,
}: {
  entry: JournalEntry
  /** Where it is in the list, in pixels. */
  top: number
  isSelected: boolean
  position: number
  count: number
  onSelect(): void
}) {
  const { seq, time, kind, status } = entry
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus, and its keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      class="entry"
      role="option"
      id={`entry-${seq}`}
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={count}
      data-kind={kind}
      data-failed={status !== undefined && status >= 400}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onSelect}
    >
      <span class="seq">{seq}</span>
      <time dateTime={time}>{time.slice(11, 23)}</time>
      <span class="kind">{kind}</span>
      <span class="text">{describeEntry(entry)}</span>
    </div>
  )
}
