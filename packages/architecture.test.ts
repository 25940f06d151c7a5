// The rules of the architecture that neither the compiler nor the linter knows.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Which packages the sources of a folder may import, besides those that its package.json names. */
const MAY_IMPORT: Record<string, string[]> = {
  'packages/core': [],
  'packages/sandbox': ['@opentok-sandbox/core'],
  'packages/media': ['@opentok-sandbox/core', '@opentok-sandbox/sandbox'],
  'packages/server': ['@opentok-sandbox/core', '@opentok-sandbox/sandbox', '@opentok-sandbox/media'],
  mocks: ['@opentok-sandbox/core', '@opentok-sandbox/sandbox'],
  demo: ['@opentok-sandbox/core', '@opentok-sandbox/sandbox', '@opentok-sandbox/mocks', 'opentok-sandbox'],
}

/** The rooms of the sandbox, folders and single files. Each may import those before it, and no other. */
const ROOMS = [
  'session',
  'hosts',
  'random',
  'duration',
  'suggest',
  'sandbox-clock',
  'watchers',
  'log',
  'session-log',
  'refusal',
  'auth',
  'snippets',
  'journal',
  'faults',
  'network',
  'media',
  'named-timers',
  'private-address',
  'composition',
  'simulations',
  'archive',
  'broadcast',
  'captions',
  'sip',
  'composer',
  'connector',
  'callback',
  'options',
  'context',
  'messaging',
  'participants',
  'rest',
  'commands',
  'sandbox',
  'index',
]

function sources(folder: string): string[] {
  return readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, 'src', path))
}

/** A source file without its first comment, its doc blocks and templates: an example in them imports as its reader would. */
const readCode = (path: string) =>
  read(path)
    .replace(/^(?:\/\/.*\n)+/, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/`(?:[^`\\]|\\.)*`/g, '``')

function imports(path: string): string[] {
  const pattern = /(?<!')\b(?:from|import)\s*\(?\s*'([^']+)'|new URL\('([^']+)', import\.meta\.url\)/g
  return [...readCode(path).matchAll(pattern)].map(([, named, url]) => named ?? url ?? '')
}

/** The files of its own package that a file imports. */
const neighbours = (file: string) =>
  imports(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(root, resolve(root, dirname(file), specifier)))

it.each(Object.entries(MAY_IMPORT))('%s imports only packages below it', (folder, allowed) => {
  const files = sources(folder)
  expect(files.length).toBeGreaterThan(5)
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(read(join(folder, 'package.json')))
  const named = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), '@opentok/client'])
  for (const file of files) {
    for (const specifier of imports(file)) {
      if (specifier.startsWith('.')) {
        const target = relative(join(root, folder), resolve(root, dirname(file), specifier))
        expect(target, `${file} reaches outside its package`).toMatch(/^(src\/|package\.json$|page$)/)
        continue
      }
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
      if (name.startsWith('@opentok-sandbox/'))
        expect(allowed, `${file} imports ${specifier}`).toContain(name)
      // What runs in Node alone stands in files of its own.
      else if (name.startsWith('node:'))
        expect(file).toMatch(/^(packages\/(server|media)\/|mocks\/src\/(vite|load-client|jest\/.*)\.ts$)/)
      else expect(named, `${file} imports ${specifier}, which its package.json does not name`).toContain(name)
    }
  }
})

it('each room of the sandbox imports only rooms below it, and session/ imports only core', () => {
  const roomOf = (file: string) =>
    relative('packages/sandbox/src', file).split('/')[0]?.replace(/\.ts$/, '') ?? ''
  const files = sources('packages/sandbox')
  expect(new Set(files.map(roomOf))).toEqual(new Set(ROOMS))
  const upward = files.flatMap((file) =>
    neighbours(file)
      .filter((target) => ROOMS.indexOf(roomOf(target)) > ROOMS.indexOf(roomOf(file)))
      .map((target) => `${file} imports ${target}`),
  )
  expect(upward).toEqual([])
  for (const file of files.filter((one) => roomOf(one) === 'session')) {
    const others = imports(file).filter((specifier) => !specifier.startsWith('./'))
    expect(others.filter((specifier) => specifier !== '@opentok-sandbox/core')).toEqual([])
  }
})

it.each(Object.keys(MAY_IMPORT))('no files of %s import each other in a circle', (folder) => {
  const done = new Set<string>()
  function visit(file: string, path: string[]): void {
    expect(path, 'a circle').not.toContain(file)
    if (done.has(file)) return
    for (const target of neighbours(file).filter((one) => /\.tsx?$/.test(one))) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of sources(folder)) visit(file, [])
})

it('exports by name only', () => {
  // Jest asks for the default exports of its environments and presets.
  for (const file of Object.keys(MAY_IMPORT).flatMap(sources))
    if (!file.startsWith('mocks/src/jest/')) expect(readCode(file), file).not.toMatch(/^export default/m)
})

it('names the shared worker after the version of its package', () => {
  const { version } = JSON.parse(read('mocks/package.json'))
  expect(read('mocks/src/browser.ts')).toContain(`name: 'opentok-sandbox ${version}'`)
})

it('shows in the README the example that runs as a test', () => {
  expect(read('README.md')).toContain(read('examples/vitest/connect.test.ts'))
})
