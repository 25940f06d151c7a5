import type { JournalEntry } from '@opentok-sandbox/sandbox'
import type { ComponentChildren } from 'preact'
import { describeEntry } from '../../model/describe-entry.ts'
import { nameOf } from '../../model/name-of.ts'
import { useStudio } from '../../model/studio.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { Icon } from '../parts/icon.tsx'

/** How many effects of an entry are listed. */
const MOST_EFFECTS = 20

/** An entry of the journal, decoded: what it says, what brought it about, and what it has brought about. */
export function JournalDetails({ entry }: { entry: JournalEntry }) {
  const { journal } = useStudio()
  const { seq, kind, time, session, connection, cause } = entry
  const causing = cause === undefined ? undefined : journal.find(cause)
  const effects = journal.effectsOf(seq)
  return (
    <section class="entry-details" aria-label={`Entry ${seq}`} tabIndex={0}>
      <div class="label-row">
        <h3>
          {seq}{' '}
          <span class="kind" data-kind={kind}>
            {kind}
          </span>
        </h3>
        <button
          type="button"
          class="round small"
          aria-label="Close"
          onClick={() => {
            journal.selected.value = undefined
          }}
        >
          <Icon name="close" />
        </button>
      </div>
      <p class="text">{describeEntry(entry)}</p>
      <dl class="facts">
        <Fact name="Time">{time}</Fact>
        {connection && <Fact name="Person">{nameOf(connection)}</Fact>}
        {connection && <Fact name="Connection">{connection.id}</Fact>}
        {session && <Fact name="Session">{session}</Fact>}
        {cause !== undefined && (
          <Fact name="Cause">
            {causing ? <EntryLink entry={causing} /> : `entry ${cause}, which is gone`}
          </Fact>
        )}
        {effects.length > 0 && (
          <Fact name="Effects">
            {effects.slice(0, MOST_EFFECTS).map((effect) => (
              <EntryLink key={effect.seq} entry={effect} />
            ))}
            {effects.length > MOST_EFFECTS && `and ${effects.length - MOST_EFFECTS} more`}
          </Fact>
        )}
      </dl>
      {describe(entry).map(([title, text]) => (
        <div key={title}>
          <h4>{title}</h4>
          <CodeBlock code={text} label={title.toLowerCase()} />
        </div>
      ))}
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function EntryLink({ entry }: { entry: JournalEntry }) {
  const { journal } = useStudio()
  return (
    <button
      type="button"
      class="entry-link"
      onClick={() => {
        journal.selected.value = entry.seq
      }}
    >
      {entry.seq} {describeEntry(entry)}
    </button>
  )
}

/** What is particular to the kind of an entry. */
function describe(entry: JournalEntry): [title: string, text: string][] {
  switch (entry.kind) {
    case 'request': {
      const { method, url, headers, body, answer } = entry
      const request: [string, string] = [
        'Request',
        [`${method} ${url}`, ...lines(headers), '', pretty(body)].join('\n'),
      ]
      if (answer === undefined) return [request]
      const status = answer.status === 0 ? 'No answer' : `HTTP ${answer.status}`
      return [request, ['Answer', [status, ...lines(answer.headers), '', pretty(answer.body)].join('\n')]]
    }
    case 'refusal':
      return [
        ['Reason', `${entry.status} ${entry.reason}`],
        ['What to do', entry.hint],
      ]
    case 'frame': {
      const content =
        entry.content === undefined ? [] : [['Content', json(entry.content)] as [string, string]]
      return [
        ...content,
        ['Frame', `${entry.direction === 'in' ? 'from' : 'to'} the client\n${pretty(entry.frame)}`],
      ]
    }
    case 'event':
      return [['Event', json({ event: entry.event, by: entry.by, ...entry.details })]]
    case 'fault':
      return [['Fault', json({ fault: entry.fault, on: entry.on })]]
    case 'callback': {
      const { url, attempt, status, problem, body } = entry
      const outcome = [status ? `HTTP ${status}` : 'No answer', problem].filter(Boolean).join('\n')
      return [
        [`Attempt ${attempt}`, `POST ${url}\n\n${json(body)}`],
        ['Answer', outcome],
      ]
    }
    case 'command':
      return [
        ['Command', `${entry.command} ${json(entry.input)}`],
        ...(entry.problem ? [['Problem', entry.problem] as [string, string]] : []),
      ]
  }
}

const json = (value: unknown) => JSON.stringify(value, null, 2)

const lines = (headers: Record<string, string>) =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

/** JSON and XML with line breaks; anything else as it is. */
function pretty(text = ''): string {
  if (text.startsWith('<')) return text.replaceAll('><', '>\n<')
  try {
    return json(JSON.parse(text))
  } catch {
    return text
  }
}
