import { decodeSessionId, SessionIdError, type SessionOptions } from '@opentok-sandbox/core'
import { type ReadonlySignal, signal } from '@preact/signals'
import type { WireExchange } from '../exchange-recorder.ts'
import type { PageSandbox } from '../page-sandbox.ts'
import type { RecentSessions } from './recent-sessions.ts'

/** The session that the page shows. */
export interface ShownSession {
  sessionId: string
  /** The name of the room that it is, where it was opened by one. */
  room?: string | undefined
  /** The request that created it and its answer, if this page has sent it. */
  exchange?: WireExchange | undefined
}

/** Which session the page shows, and how it gets one. */
export interface SessionModel {
  readonly shown: ReadonlySignal<ShownSession | undefined>
  /** Why a link cannot be followed. */
  readonly error: ReadonlySignal<string>
  /** @throws {OpenTokError} */
  generate(options: SessionOptions): Promise<void>
  /** Shows a session by its ID. @returns whether it is one */
  open(sessionId: string, room?: string): boolean
  /** Shows the session of a room. @throws {CommandError} */
  openRoom(room: string): Promise<void>
}

export function createSessionModel(sandbox: Promise<PageSandbox>, recent: RecentSessions): SessionModel {
  const shown = signal<ShownSession>()
  const error = signal('')

  function show(session: ShownSession): void {
    const { sessionId, room } = session
    error.value = ''
    recent.add({ sessionId, ...(room !== undefined && { room }) })
    shown.value = session
  }

  return {
    shown,
    error,
    async generate(options) {
      const { createSession } = await sandbox
      show(await createSession(options))
    },
    open(sessionId, room) {
      error.value = describeProblem(sessionId)
      if (error.value) return false
      if (shown.value?.sessionId !== sessionId) show({ sessionId, room })
      return true
    },
    async openRoom(room) {
      const { commands } = await sandbox
      const { sessionId } = await commands.tokens.create({ room })
      show({ sessionId, room })
    },
  }
}

function describeProblem(sessionId: string): string {
  try {
    decodeSessionId(sessionId)
    return ''
  } catch (error) {
    if (error instanceof SessionIdError) return `${error.message}. Generate a new one instead.`
    throw error
  }
}
