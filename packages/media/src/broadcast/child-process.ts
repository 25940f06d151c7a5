import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { FFMPEG_MISSING, lastLine, lowerPriority } from '../recording/run-ffmpeg.ts'

const MOST_WORDS = 4000

/** Starts ffmpeg, and tells how it ended: with no words, if it ended well. */
export function startFfmpeg(
  options: readonly string[],
  { cwd, stdio, onEnd }: { cwd: string; stdio: StdioOptions; onEnd(problem: string | undefined): void },
): ChildProcess {
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...options], { cwd, stdio })
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
