import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** The exit codes of a shell for a command that does not exist, and for one that cannot be run. */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** A shell adds this to the number of the signal that ended a process. */
const BY_SIGNAL = 128

/**
 * Runs a command in the foreground, and passes signals to it.
 *
 * @param environment variables besides those of this process
 * @returns the exit code that a shell would give
 */
export function runCommand(
  [command = '', ...parameters]: readonly string[],
  environment: Readonly<Record<string, string>>,
  complain: (line: string) => void,
): Promise<number> {
  const child = spawn(command, parameters, { stdio: 'inherit', env: { ...process.env, ...environment } })
  // A terminal sends Ctrl+C to both; a signal to this process alone must be passed on.
  const handOn = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  process.on('SIGINT', handOn).on('SIGTERM', handOn).on('SIGHUP', handOn)
  return new Promise<number>((resolve) => {
    child.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      complain(
        code === 'ENOENT' ? `The command "${command}" does not exist` : `"${command}" cannot be run: ${code}`,
      )
      resolve(code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE)
    })
    child.once('exit', (code, signal) => {
      resolve(code ?? BY_SIGNAL + (signal ? constants.signals[signal] : 0))
    })
  }).finally(() => {
    process.off('SIGINT', handOn).off('SIGTERM', handOn).off('SIGHUP', handOn)
  })
}
