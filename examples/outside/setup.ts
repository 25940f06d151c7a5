import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { serveRegistry } from './registry.ts'

declare module 'vitest' {
  interface ProvidedContext {
    registry: string
    npmCache: string
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Before the tests: builds and packs the packages, and serves them as a registry. */
export default async function setup(project: TestProject): Promise<() => void> {
  execFileSync('npm', ['run', 'build:packages'], { cwd: root, stdio: 'ignore' })
  const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-packed-'))
  const registry = await serveRegistry(folder)
  project.provide('registry', registry.url)
  // npx keeps what it installed once, by name and version: another run's packages would be taken for these.
  project.provide('npmCache', join(folder, 'npm-cache'))
  return () => {
    registry.close()
    rmSync(folder, { recursive: true })
  }
}
