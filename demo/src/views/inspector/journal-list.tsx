import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { positionOf } from '../../model/journal-model.ts'
import { useStudio } from '../../model/studio.ts'
import { useVirtualRows } from '../parts/use-virtual-rows.ts'
import { JournalRow } from './journal-row.tsx'

const ROW_HEIGHT = 26

/** The entries, of which only those that are seen are in the page. At its end, the list follows what happens. */
export function JournalList() {
  const { journal } = useStudio()
  const scroller = useRef<HTMLDivElement>(null)
  const follows = useSignal(journal.selected.value === undefined)
  const version = journal.version.value
  const { shown } = journal
  const rows = useVirtualRows(scroller, shown.length, ROW_HEIGHT)
  const selected = journal.selected.value

  // The list itself is always the same one
  useLayoutEffect(() => {
    if (follows.value && shown.length > 0) rows.scrollToIndex(shown.length - 1, { align: 'end' })
  }, [version, follows.value])

  const select = (index: number) => {
    const entry = shown[index]
    if (entry === undefined) return
    follows.value = false
    journal.selected.value = entry.seq
    rows.scrollToIndex(index, { align: 'auto' })
  }

  const move = (event: KeyboardEvent) => {
    const at = selected === undefined ? shown.length : positionOf(shown, selected)
    const page = 10
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: Math.min(at + page, shown.length - 1),
      PageUp: Math.max(at - page, 0),
      Home: 0,
      End: shown.length - 1,
    }[event.key]
    if (event.key === 'Escape') journal.selected.value = undefined
    if (to === undefined) return
    event.preventDefault()
    select(to)
  }

  const noteScroll = () => {
    const { current } = scroller
    if (current === null) return
    const isAtEnd = current.scrollHeight - current.scrollTop - current.clientHeight < ROW_HEIGHT
    // What the reader scrolls away from the end stays where it is; back at the end, the list follows again.
    if (!isAtEnd && current.scrollTop < lastTop.current) follows.value = false
    if (isAtEnd) follows.value = true
    lastTop.current = current.scrollTop
  }
  const lastTop = useRef(0)

  return (
    <div class="journal-list">
      <div
        class="rows"
        role="listbox"
        aria-label="Entries"
        tabIndex={0}
        aria-activedescendant={selected === undefined ? undefined : `entry-${selected}`}
        ref={scroller}
        onKeyDown={move}
        onScroll={noteScroll}
      >
        <div class="all-rows" role="presentation" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const entry = shown[index]
            return (
              entry && (
                <JournalRow
                  key={entry.seq}
                  entry={entry}
                  top={start}
                  isSelected={entry.seq === selected}
                  position={index + 1}
                  count={shown.length}
                  onSelect={() => select(index)}
                />
              )
            )
          })}
        </div>
        {shown.length === 0 && <p class="empty">Nothing has happened yet, or the filter hides it.</p>}
      </div>
      {!follows.value && (
        <button
          type="button"
          class="small follow"
          onClick={() => {
            follows.value = true
          }}
        >
          Follow
        </button>
      )}
    </div>
  )
}
