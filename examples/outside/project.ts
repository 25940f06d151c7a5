import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** How npm lays packages out: its default, and each package with its own dependencies only, as pnpm does. */
export const LAYOUTS = ['hoisted', 'linked'] as const

/** A user's project in a folder outside of the workspace. */
export interface Project {
  folder: string
  write(path: string, content: string): void
  /** Runs a command, and gives what it writes; rejects where it fails. */
  run(command: string): Promise<string>
  /** Starts a command that goes on, and gives the first match in what it writes. */
  start(command: string, expected: RegExp): Promise<string>
  remove(): Promise<void>
}

/**
 * Makes a project as a page of the documentation tells a user to: with the page's own install lines, and nothing else.
 *
 * @param page the file with the install lines, from the root of the repository
 * @param from a folder whose files the project begins with
 */
export async function createProject(
  page: string,
  layout: (typeof LAYOUTS)[number],
  { from, install = '' }: { from?: string; install?: string } = {},
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-outside-'))
  if (from) cpSync(join(root, from), folder, { recursive: true })
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'outside', private: true, type: 'module' }),
  )
  const settings = [
    `registry=${inject('registry')}`,
    `cache=${inject('npmCache')}`,
    `install-strategy=${layout}`,
    'audit=false',
    'fund=false',
  ]
  writeFileSync(join(folder, '.npmrc'), settings.join('\n'))
  const running = new Set<ChildProcess>()

  function launch(command: string) {
    // In a group of its own, so that what it starts ends with it.
    const child = spawn(command, { cwd: folder, shell: true, detached: true, env: cleanEnvironment() })
    running.add(child)
    let said = ''
    const listeners = new Set<() => void>()
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text
        for (const listener of listeners) listener()
      })
    }
    const ended = once(child, 'close').then(([code]) => {
      running.delete(child)
      return code as number | null
    })
    return { ended, listeners, said: () => said }
  }

  const project: Project = {
    folder,
    write(path, content) {
      mkdirSync(join(folder, path, '..'), { recursive: true })
      writeFileSync(join(folder, path), content)
    },
    async run(command) {
      const { ended, said } = launch(command)
      if ((await ended) !== 0) throw new Error(`${command} failed:\n${said()}`)
      return said()
    },
    start(command, expected) {
      const { ended, listeners, said } = launch(command)
      return new Promise((resolve, reject) => {
        listeners.add(() => {
          const [, found] = expected.exec(stripColors(said())) ?? []
          if (found !== undefined) resolve(found)
        })
        void ended.then(() => reject(new Error(`${command} ended:\n${said()}`)))
      })
    },
    async remove() {
      for (const { pid } of running) if (pid) process.kill(-pid, 'SIGTERM')
      await Promise.all([...running].map((child) => once(child, 'close')))
      rmSync(folder, { recursive: true })
    },
  }
  for (const line of [...installLines(page), install].filter(Boolean)) await project.run(line)
  return project
}

/** The `npm install` lines of a page. */
export function installLines(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block)
  return blocks.flatMap((block) => block.split('\n').filter((line) => line.startsWith('npm install ')))
}

/** The code block of a page that is marked with a language, or the first one after a heading. */
export function codeBlock(page: string, language: string, heading = ''): string {
  const text = readFileSync(join(root, page), 'utf8')
  const after = text.slice(Math.max(text.indexOf(heading), 0))
  const code = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(after)?.[1]
  if (code === undefined) throw new Error(`${page} has no block of ${language} after "${heading}"`)
  return code
}

// npm tells its scripts about the project that it runs in, which must not reach another one.
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|OPENTOK_|VITEST|NODE_ENV)/i.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1', CI: '1', CYPRESS_INSTALL_BINARY: '0' }
}

const stripColors = (text: string) =>
  text.replace(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '')
