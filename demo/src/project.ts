import type OT from '@opentok/client'
import type { SessionOptions } from '@opentok-sandbox/core'
import type { Role } from '@opentok-sandbox/core/token'
import type { NetworkConditions, NetworkState } from '@opentok-sandbox/mocks'
import type { WireExchange } from './recorder.ts'

/** A live session, as the sandbox tells of it. */
export interface LiveSession {
  sessionId: string
  mediaMode: string
  place?: string
  connections: readonly { id: string; data: string }[]
  streams: readonly { id: string; name: string; connectionId: string; videoType?: string }[]
}

/** The network of the sandbox, as far as the page changes it. */
export interface DemoNetwork {
  get(): Promise<NetworkState>
  set(conditions: NetworkConditions): Promise<unknown>
  /** What distance does where this sandbox is. */
  note: string
}

/** What the page works with, wherever its sandbox is. */
export interface DemoProject {
  createSession(options: SessionOptions): Promise<{ sessionId: string; exchange: WireExchange | undefined }>
  /** What it takes to connect to a session. */
  getCredentials(
    sessionId: string,
    options: { role: Role; data: string },
  ): Promise<{ apiKey: string; token: string }>
  /** OpenTok's own client. */
  loadClient(): Promise<typeof OT>
  /** Drops the socket of a connection. */
  drop(connectionId: string): Promise<void>
  readonly network: DemoNetwork
  /** Whether another tab is in the same sandbox. */
  readonly shared: boolean
  /** Tells which sessions have clients in them, now and whenever that changes, where the sandbox tells. */
  watchSessions?(listener: (sessions: readonly LiveSession[]) => void): void
}
