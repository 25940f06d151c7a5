// Runs the command as it is installed: in processes of its own.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll } from 'vitest'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
export const bin = join(root, 'packages/server/dist/bin.js')
/** Where the command runs; it is removed after the tests of a file. */
export const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-cli-'))
const running = new Set<ChildProcess>()

beforeAll(() => {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['--build'], { cwd: root })
  return () => rmSync(folder, { recursive: true })
}, 120_000)
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** How a command ended. */
export interface Outcome {
  code: number | null
  out: string
  err: string
}

/** Starts the command; `done` is how it ended, and `said` the first thing that it wrote. */
export const start = (parameters: string[], env: Record<string, string> = {}, cwd = folder) =>
  startProgram([bin, ...parameters], env, cwd)

/** Runs another program with Node, to its end. */
export const runProgram = (parameters: string[], env: Record<string, string> = {}) =>
  startProgram(parameters, env).done

/** Starts Node in the folder of the tests. */
export function startProgram(parameters: string[], env: Record<string, string> = {}, cwd = folder) {
  const {
    OPENTOK_API_KEY: _key,
    OPENTOK_API_SECRET: _secret,
    OPENTOK_SANDBOX_URL: _url,
    ...own
  } = process.env
  const child = spawn(process.execPath, parameters, { cwd, env: { ...own, ...env } })
  running.add(child)
  const outcome: Outcome = { code: null, out: '', err: '' }
  child.stdout.on('data', (text) => {
    outcome.out += text
  })
  child.stderr.on('data', (text) => {
    outcome.err += text
  })
  const done = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { ...outcome, code: code as number | null }
  })
  const said = Promise.race([once(child.stdout, 'data'), done]).then(() => outcome.out)
  return { child, done, said }
}

/** Runs the command to its end. */
export const run = (...parameters: string[]) => start(parameters).done
