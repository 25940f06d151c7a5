import type { SessionEvent } from '../session/event-stream.ts'
import type { MediaEnd } from '../session/media-signal.ts'
import type { Described } from './entry.ts'
import { JournalRecord, type Party } from './record.ts'

/** An event of a session. */
export class EventRecord extends JournalRecord {
  override readonly kind = 'event'
  override readonly size: number
  readonly #type: string
  readonly #by: string
  readonly #details: Record<string, unknown>

  constructor(event: Omit<SessionEvent, 'entry'>) {
    super()
    const { type, session, cause } = event
    this.#type = type
    this.#by = cause.by
    this.session = session.id
    this.cause = cause.entry
    const { party, details } = summarize(event as SessionEvent)
    this.connection = party
    this.#details = details
    this.size = 200 + (event.type === 'signal' ? sizeOf((event as SessionEvent<'signal'>).content.data) : 0)
  }

  override describe(): Described {
    const who = this.connection ? ` of ${name(this.connection)}` : ''
    const what = Object.entries(this.#details)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', ')
    return {
      kind: 'event',
      event: this.#type,
      by: this.#by,
      details: this.#details,
      text: `${this.#type}${who}${what ? `: ${what}` : ''} (by ${this.#by})`,
    }
  }
}

/** How a client is called in a line of text: by its connection data, if it has any. */
export function name({ id, data }: Party): string {
  return data || id
}

/** Whom an event is about, and what else it tells, as plain data that does not change any more. */
function summarize(event: SessionEvent): { party: Party | undefined; details: Record<string, unknown> } {
  switch (event.type) {
    case 'connectionCreated':
      return { party: event.connection, details: {} }
    case 'connectionDestroyed':
      return { party: event.connection, details: { reason: event.reason } }
    case 'sessionPlaced':
      return { party: undefined, details: { place: event.place.id, reason: event.reason } }
    case 'publishRequested':
      return { party: event.stream.owner, details: { stream: event.stream.id } }
    case 'streamCreated':
      return { party: event.stream.owner, details: { stream: event.stream.id, name: event.stream.name } }
    case 'publishAbandoned':
    case 'streamDestroyed':
      return { party: event.stream.owner, details: { stream: event.stream.id, reason: event.reason } }
    case 'streamPropertyChanged':
      return {
        party: event.stream.owner,
        details: { stream: event.stream.id, channel: event.channelId, changes: event.changes },
      }
    case 'streamData':
      return { party: event.stream.owner, details: { stream: event.stream.id, channel: event.channelId } }
    case 'layoutChanged':
      return {
        party: event.stream.owner,
        details: { stream: event.stream.id, classes: event.stream.layoutClassList },
      }
    case 'subscribed':
    case 'unsubscribed': {
      const { id, stream, connection } = event.subscriber
      return { party: connection, details: { stream: stream.id, subscriber: id } }
    }
    case 'subscriptionChanged': {
      const { id, stream, connection } = event.subscriber
      const { channelId: channel, changes } = event
      return { party: connection, details: { stream: stream.id, subscriber: id, channel, changes } }
    }
    case 'signal':
      return { party: event.from, details: { content: event.content, to: event.to?.id } }
    case 'muteForced':
      return { party: undefined, details: { active: event.active, excluded: event.excluded } }
    case 'streamMuteForced':
      return { party: event.stream.owner, details: { stream: event.stream.id } }
    case 'mediaSignalReceived': {
      return describeMediaSignal(event, event.from)
    }
    case 'mediaSignalSent': {
      return describeMediaSignal(event, event.to)
    }
    case 'archiveStarted':
    case 'archiveChanged': {
      const { id, name: title, status } = event.archive
      return { party: undefined, details: { archive: id, name: title, status } }
    }
    case 'streamArchivingChanged':
      return {
        party: event.stream.owner,
        details: { stream: event.stream.id, archiving: event.archiving },
      }
    case 'serviceChanged': {
      const { service, id, status, reason } = event
      return { party: undefined, details: { service, id, status, reason } }
    }
  }
}

function describeMediaSignal({ leg: { stream, subscriber }, signal }: MediaSignalEvent, end: MediaEnd) {
  return {
    party: end === 'subscriber' && subscriber ? subscriber.connection : stream.owner,
    details: { method: signal.method, stream: stream.id, subscriber: subscriber?.id },
  }
}

type MediaSignalEvent = SessionEvent<'mediaSignalReceived'> | SessionEvent<'mediaSignalSent'>

/** About how much memory the data of a signal takes, in bytes: what is not text has at most as many characters. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return typeof data === 'object' ? LONGEST_DATA : 8
}

const LONGEST_DATA = 8192
