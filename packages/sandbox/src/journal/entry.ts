/** What an entry of the journal tells of. */
export const JOURNAL_KINDS = ['request', 'refusal', 'frame', 'event', 'fault', 'command', 'callback'] as const

/** @see {@link JOURNAL_KINDS} */
export type JournalKind = (typeof JOURNAL_KINDS)[number]

/** What every entry has. An entry is plain data, without tokens and secrets. */
interface CommonEntry {
  /** The number of the entry; the first is 1. */
  seq: number
  /** By the sandbox's clock, as ISO 8601. */
  time: string
  kind: JournalKind
  /** One line to read. */
  text: string
  /** The ID of the session that it is about. */
  session?: string | undefined
  /** The client that it is about, with the connection data of its token. */
  connection?: { id: string; data: string } | undefined
  /** The status of an answer or of a refusal. */
  status?: number | undefined
  /** The number of the entry that brought it about. */
  cause?: number | undefined
}

/** What was answered to a request. */
export interface JournalAnswer {
  /** 0 where there was none, as without a network. */
  status: number
  /** When, as ISO 8601. */
  time: string
  headers: Record<string, string>
  body?: string | undefined
}

/** A request to the REST API, or for a messaging socket; without `answer` while it is not answered. */
export interface RequestEntry extends CommonEntry {
  kind: 'request'
  method: string
  url: string
  headers: Record<string, string>
  body?: string | undefined
  answer?: JournalAnswer | undefined
}

/** A request, a message or a socket was refused. */
export interface RefusalEntry extends CommonEntry {
  kind: 'refusal'
  status: number
  /** In the service's words. */
  reason: string
  /** What is wrong, and how to fix it. */
  hint: string
}

/** A frame of the messaging protocol. */
export interface FrameEntry extends CommonEntry {
  kind: 'frame'
  /** `in` from a client, `out` to one. */
  direction: 'in' | 'out'
  frame: string
  /** The method of a message, or of the message that a STATUS answers: `create`, `deleted`, … */
  method?: string | undefined
  /** The resource of that message: `connection`, `stream/subscriber`, … */
  resource?: string | undefined
  /** The IDs in the URI of a message by their names. */
  ids?: Record<string, string> | undefined
  content?: unknown
  reason?: string | undefined
  transaction?: string | undefined
  /** The number of the request that opened the socket. */
  socket?: number | undefined
}

/** Something has happened in a session, or to a socket. */
export interface EventEntry extends CommonEntry {
  kind: 'event'
  event: string
  /** Who brought it about. */
  by: string
  details: Record<string, unknown>
}

/** A fault has fired. */
export interface FaultEntry extends CommonEntry {
  kind: 'fault'
  /** The ID of the rule, or `header` for one that a request brought with it. */
  fault: string
  on: string
}

/** The sandbox was told to do something. Commands that only look are not recorded. */
export interface CommandEntry extends CommonEntry {
  kind: 'command'
  command: string
  input: unknown
  /** What went wrong, if it did. */
  problem?: string | undefined
}

/** A callback was sent, or was tried to be. */
export interface CallbackEntry extends CommonEntry {
  kind: 'callback'
  /** The ID of the delivery: each of its attempts is an entry. */
  delivery: string
  /** What it is about: `session`, `archive`, … */
  callback: string
  event: string
  url: string
  body: unknown
  /** The first is 1. */
  attempt: number
  problem?: string | undefined
}

/** One entry of the journal. */
export type JournalEntry =
  | RequestEntry
  | RefusalEntry
  | FrameEntry
  | EventEntry
  | FaultEntry
  | CommandEntry
  | CallbackEntry

/** What a record knows of its entry; the journal adds the rest. */
export type Described = {
  [Kind in JournalKind]: Omit<
    Extract<JournalEntry, { kind: Kind }>,
    'seq' | 'time' | 'session' | 'connection' | 'cause'
  >
}[JournalKind]
