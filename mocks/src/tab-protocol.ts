import type { CommandProblem, LogEntry, SandboxData, WatchedTopic } from '@opentok-sandbox/sandbox'

/** A request as plain data. */
export interface PlainRequest {
  url: string
  method: string
  headers: [string, string][]
  body: ArrayBuffer
}

/** A response as plain data; its status is 0 where there is none, as without a network. */
export interface PlainResponse {
  status: number
  headers: [string, string][]
  /** A stream where it comes in pieces, as some faults have it. */
  body: ArrayBuffer | ReadableStream<Uint8Array>
}

/** What a tab says to the worker with the sandbox. Numbers tell apart the tab's calls and its sockets. */
export type ToWorker =
  | { type: 'hello'; id: number; lock: string; options: SandboxData }
  | { type: 'fetch'; id: number; request: PlainRequest }
  | { type: 'command'; id: number; name: string; input: Readonly<Record<string, unknown>> }
  | { type: 'watch'; topics: readonly WatchedTopic[] }
  | { type: 'open'; socket: number; url: string; origin: string | undefined }
  | { type: 'frame'; socket: number; bytes: Uint8Array }
  | { type: 'closed'; socket: number; code: number }

/** What the worker says to a tab. */
export type ToTab =
  | { type: 'response'; id: number; response: PlainResponse }
  | { type: 'output'; id: number; output: unknown }
  | { type: 'failed'; id: number; problem: CommandProblem }
  | { type: 'changed'; topic: WatchedTopic }
  | { type: 'frame'; socket: number; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'close'; socket: number; code: number; reason: string }
  | { type: 'terminate'; socket: number }
  | { type: 'log'; entry: LogEntry }

/** What the worker answers to a call of a tab. */
export type Answer = Extract<ToTab, { id: number }>
