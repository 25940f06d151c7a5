import { type Signal, signal } from '@preact/signals'

/** A session that the page has shown. */
export interface RecentSession {
  sessionId: string
  /** The name of the room that it is. */
  room?: string
  /** When it was last shown, in milliseconds since the epoch. */
  shownAt: number
}

const KEY = 'opentok-sandbox recent sessions'
const MOST = 8

/** The sessions that this browser has shown last; the latest is the first. */
export interface RecentSessions {
  readonly list: Signal<readonly RecentSession[]>
  add(session: Omit<RecentSession, 'shownAt'>): void
  clear(): void
}

export function createRecentSessions(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  now: () => number,
): RecentSessions {
  const list = signal<readonly RecentSession[]>(readList(storage))
  const keep = (sessions: readonly RecentSession[]) => {
    list.value = sessions
    try {
      storage.setItem(KEY, JSON.stringify(sessions))
    } catch {
      // Without storage, the list lives as long as the page.
    }
  }
  return {
    list,
    add(session) {
      const others = list.value.filter(({ sessionId }) => sessionId !== session.sessionId)
      keep([{ ...session, shownAt: now() }, ...others].slice(0, MOST))
    },
    clear: () => keep([]),
  }
}

function readList(storage: Pick<Storage, 'getItem'>): RecentSession[] {
  try {
    const list: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(list) ? list.filter(isRecent) : []
  } catch {
    return []
  }
}

function isRecent(value: unknown): value is RecentSession {
  const { sessionId, room, shownAt } = (value ?? {}) as Record<string, unknown>
  return (
    typeof sessionId === 'string' &&
    typeof shownAt === 'number' &&
    (room === undefined || typeof room === 'string')
  )
}
