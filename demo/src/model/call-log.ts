import { type ReadonlySignal, type Signal, signal } from '@preact/signals'

/** A message of the chat. */
export interface ChatLine {
  id: number
  from: string
  isOwn: boolean
  text: string
}

/** An event of OpenTok's client. */
export interface EventLine {
  id: number
  time: string
  name: string
  detail: string
}

/** What was said in the call, and what OpenTok's client told the page. */
export interface CallLog {
  readonly chat: ReadonlySignal<readonly ChatLine[]>
  readonly events: ReadonlySignal<readonly EventLine[]>
  addChat(line: Omit<ChatLine, 'id'>): void
  addEvent(name: string, detail: string): void
  clearChat(): void
}

/** How many lines each of them keeps. */
const MOST_LINES = 500

export function createCallLog(): CallLog {
  const chat = signal<readonly ChatLine[]>([])
  const events = signal<readonly EventLine[]>([])
  let count = 0
  const add = <Line>(lines: Signal<readonly Line[]>, line: Line) => {
    lines.value = [...lines.value, line].slice(-MOST_LINES)
  }
  return {
    chat,
    events,
    addChat: (line) => add(chat, { id: ++count, ...line }),
    addEvent(name, detail) {
      const time = new Date().toLocaleTimeString([], { hour12: false })
      add(events, { id: ++count, time, name, detail })
    },
    clearChat() {
      chat.value = []
    },
  }
}
