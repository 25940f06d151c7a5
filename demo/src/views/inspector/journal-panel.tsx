import { useStudio } from '../../model/studio.ts'
import { JournalDetails } from './journal-details.tsx'
import { JournalFilterBar } from './journal-filter-bar.tsx'
import { JournalList } from './journal-list.tsx'

/** All that happens in the sandbox, live. */
export function JournalPanel() {
  const { journal } = useStudio()
  const entry = journal.selectedEntry.value
  return (
    <section class="journal" aria-label="Journal">
      <JournalFilterBar />
      <div class="journal-body" data-open={entry !== undefined}>
        <JournalList />
        {entry && <JournalDetails entry={entry} />}
      </div>
    </section>
  )
}
