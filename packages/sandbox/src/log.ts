/** One line of the sandbox's log; plain data, without tokens and secrets. */
export interface LogEntry {
  /** `warn` for what a developer should fix, `info` for what happened. */
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

/**
 * A log whose entries hold no token and no secret, and that cannot disturb the code that writes to it.
 *
 * @param redact takes tokens and secrets out of a text
 */
export function redactingLog(log: Log, redact: (text: string) => string): Log {
  return ({ level, message }) => {
    try {
      // What a client calls itself must not look like lines of this log.
      log({ level, message: redact(message).replace(/\p{Cc}/gu, escapeControl) })
    } catch (error) {
      console.error('[opentok-sandbox] The log function that was given failed:', error)
    }
  }
}
