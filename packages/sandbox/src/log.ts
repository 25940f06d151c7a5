import { redact } from '@opentok-sandbox/core'

/** One line of the sandbox's log; plain data, without tokens and secrets. */
export interface LogEntry {
  /** `warn` for what an app's author should mend, `info` for what happened. */
  level: 'info' | 'warn'
  message: string
}

/** Where log entries go. */
export type Log = (entry: LogEntry) => void

/** Shows warnings on the console, and nothing else. */
export const consoleLog: Log = ({ level, message }) => {
  if (level === 'warn') console.warn(`[opentok-sandbox] ${message}`)
}

const escapeControl = (character: string) => JSON.stringify(character).slice(1, -1)

/** A log whose entries cannot hold a token, whoever wrote them, and that cannot disturb whoever writes. */
export function redactingLog(log: Log): Log {
  return ({ level, message }) => {
    try {
      // What a client calls itself must not look like lines of this log.
      log({ level, message: redact(message).replace(/\p{Cc}/gu, escapeControl) })
    } catch (error) {
      console.error('[opentok-sandbox] The log that was given failed:', error)
    }
  }
}
