import type OT from '@opentok/client'
import type { SessionOptions } from '@opentok-sandbox/core'
import type {
  ClockState,
  JournalNews,
  ListedFault,
  Project,
  Sandbox,
  ServicesSnapshot,
  SessionSnapshot,
} from '@opentok-sandbox/sandbox'
import type { WireExchange } from './exchange-recorder.ts'

/** What a sandbox tells the page, now and whenever it changes. */
export interface PageNews {
  sessions(sessions: readonly SessionSnapshot[]): void
  faults(faults: readonly ListedFault[]): void
  clock(clock: ClockState): void
  services(services: ServicesSnapshot): void
  journal(news: Pick<JournalNews, 'entries' | 'isReset'>): void
  /** Whether the sandbox answers. */
  reachable(isReachable: boolean): void
}

/** What the page works with, wherever its sandbox is. */
export interface PageSandbox {
  /** Where it is: in this browser, behind MSW, or behind a port. */
  readonly host: 'browser' | 'server'
  /** The address of its server for apps and SDKs; in a browser, that of a server that could be started. */
  readonly url: string
  /** The project whose sessions the page makes. Its secret protects nothing. */
  readonly project: Project
  /** Whether another tab is in the same sandbox. */
  readonly shared: boolean
  readonly commands: Sandbox
  createSession(options: SessionOptions): Promise<{ sessionId: string; exchange: WireExchange | undefined }>
  /** Sends a request to the REST API as a server of the project, such as one that moderates. */
  request(method: 'DELETE' | 'POST', path: string): Promise<void>
  /** OpenTok's own client. */
  loadClient(): Promise<typeof OT>
  /** Tells what changes, until the function returned is called. */
  follow(news: PageNews): () => void
}
