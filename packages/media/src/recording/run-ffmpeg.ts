import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/** What to do where there is none. */
export const FFMPEG_MISSING =
  'ffmpeg was not found. Install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg)'

/** How much of what ffmpeg says is kept, in characters. */
const MOST_WORDS = 4000

/**
 * Runs ffmpeg from PATH.
 *
 * @param limit how long it may take, in milliseconds
 * @throws {Error} with its last words
 */
export function runFfmpeg(options: readonly string[], { cwd, limit }: { cwd: string; limit: number }) {
  return new Promise<void>((resolve, reject) => {
    const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...options], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let words = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), limit)
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-MOST_WORDS)
    })
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(
        new Error(error.code === 'ENOENT' ? FFMPEG_MISSING : `ffmpeg could not be started: ${error.code}`),
      )
    })
    child.once('spawn', () => lowerPriority(child.pid))
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve()
      else reject(new Error(`ffmpeg failed (${signal ?? code}): ${lastLine(words)}`))
    })
  })
}

/** Calls are not to suffer from it. */
export function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system does not allow it.
  }
}

/** What ffmpeg said last. */
export function lastLine(words: string): string {
  return words.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
}
