import { JOURNAL_KINDS, type JournalKind } from '@opentok-sandbox/sandbox'
import { NO_FILTER } from '../../model/journal-model.ts'
import { useStudio } from '../../model/studio.ts'
import { downloadFile } from '../parts/download-file.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** What of the journal is shown, and what can be done with it. */
export function JournalFilterBar() {
  const { journal, sandbox, live, recent } = useStudio()
  const action = useAction()
  const filter = journal.filter.value
  const change = (part: Partial<typeof filter>) => {
    journal.filter.value = { ...filter, ...part }
  }
  const toggle = (kind: JournalKind) => {
    const hiddenKinds = new Set(filter.hiddenKinds)
    if (!hiddenKinds.delete(kind)) hiddenKinds.add(kind)
    change({ hiddenKinds })
  }
  const nameOfSession = (id: string) => {
    const room = [...live.sessions.value, ...recent.list.value].find(
      ({ sessionId }) => sessionId === id,
    )?.room
    return room ?? `…${id.slice(-12)}`
  }
  const save = () =>
    action.run(async () => {
      const har = await sandbox.value?.commands.journal.export('har')
      if (har !== undefined) downloadFile('opentok-sandbox.har', 'application/json', har)
    })
  const clear = () =>
    action.run(async () => {
      await sandbox.value?.commands.journal.clear()
      journal.clear()
    })
  journal.version.value
  const isFiltered = journal.shown.length < journal.total.value
  return (
    <div class="journal-filter">
      <div class="choice" role="group" aria-label="Kinds of entries">
        {JOURNAL_KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            class="small kind"
            data-kind={kind}
            aria-pressed={!filter.hiddenKinds.has(kind)}
            onClick={() => toggle(kind)}
          >
            {kind}
          </button>
        ))}
        <button
          type="button"
          class="small kind"
          data-kind="log"
          title="What OpenTok’s client logs about itself"
          aria-pressed={filter.hasLogs}
          onClick={() => change({ hasLogs: !filter.hasLogs })}
        >
          client logs
        </button>
      </div>
      <select
        aria-label="Session of the entries"
        value={filter.session}
        onChange={({ currentTarget }) => change({ session: currentTarget.value })}
      >
        <option value="">all sessions</option>
        {[...journal.sessions.value].map((id) => (
          <option key={id} value={id}>
            {nameOfSession(id)}
          </option>
        ))}
      </select>
      <select
        aria-label="Person of the entries"
        value={filter.person}
        onChange={({ currentTarget }) => change({ person: currentTarget.value })}
      >
        <option value="">everybody</option>
        {[...journal.people.value].map(([id, name]) => (
          <option key={id} value={id}>
            {name} ({id.slice(0, 4)})
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label="Text in the entries"
        placeholder="Search"
        value={filter.text}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <span class="count">
        {isFiltered ? `${journal.shown.length} of ${journal.total.value}` : journal.total.value}
      </span>
      {isFiltered && (
        <button
          type="button"
          class="small"
          onClick={() => {
            journal.filter.value = NO_FILTER
          }}
        >
          Show all
        </button>
      )}
      <span class="spring" />
      <button type="button" class="small" onClick={() => void save()}>
        Export HAR
      </button>
      <button type="button" class="small" onClick={() => void clear()}>
        Clear
      </button>
      <Problem text={action.error.value} />
    </div>
  )
}
