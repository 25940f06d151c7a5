import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/** What to do where there is none. */
export const FFMPEG_MISSING =
  'ffmpeg was not found. Install it (apt install ffmpeg, brew install ffmpeg, winget install ffmpeg)'

/** How much of what ffmpeg says is kept, in characters. */
const MOST_WORDS = 4000

/** How long ffmpeg may take to end after its input has ended, in milliseconds. */
const FAREWELL = 5000

/** Starts ffmpeg from PATH, and tells how it ended: with no words, if it ended well. */
export function startFfmpeg(
  options: readonly string[],
  { cwd, stdio, onEnd }: { cwd: string; stdio: StdioOptions; onEnd(problem: string | undefined): void },
): ChildProcess {
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...options], {
    cwd,
    stdio,
    // A terminal sends Ctrl+C to the whole group: what ffmpeg has begun would be cut off before it is whole.
    detached: process.platform !== 'win32',
  })
  let words = ''
  let isOver = false
  const end = (problem: string | undefined) => {
    if (!isOver) onEnd(problem)
    isOver = true
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MOST_WORDS)
  })
  // A pipe to a process that has ended breaks; that it has ended is told below.
  for (const pipe of child.stdio) pipe?.on('error', () => {})
  child.once('spawn', () => lowerPriority(child.pid))
  child.once('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ENOENT' ? FFMPEG_MISSING : `ffmpeg could not be started: ${error.code}`),
  )
  child.once('close', (code, signal) =>
    end(code === 0 ? undefined : `ffmpeg ended (${signal ?? code}): ${lastLine(words)}`),
  )
  return child
}

/** Ends a process that does not end by itself in time, now that it gets no more. */
export function limitFarewell(child: ChildProcess): void {
  const timer = setTimeout(() => child.kill('SIGKILL'), FAREWELL).unref()
  child.once('close', () => clearTimeout(timer))
}

/** Whether a process has ended, or was never there. */
export function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}

/** Calls are not to suffer from it. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system does not allow it.
  }
}

/** What ffmpeg said last. */
function lastLine(words: string): string {
  return words.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
}
