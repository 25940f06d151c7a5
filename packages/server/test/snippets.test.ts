// The programs that the greeting quotes from, run as they are where their tools are here.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DEVELOPMENT_PROJECT, type Snippet, writeSnippets } from '@opentok-sandbox/sandbox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SandboxServer, serve } from '../src/index.ts'

const run = promisify(execFile)

let server: SandboxServer
// Below the workspace, where Node finds the SDK.
const folder = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), 'snippets-'))
beforeAll(async () => {
  server = await serve({ port: 0, log: () => {} })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})

const snippets = (url: string) => writeSnippets({ url, project: DEVELOPMENT_PROJECT, host: 'server' })
const find = (id: string): Snippet => {
  const found = snippets(server.url).find((snippet) => snippet.id === id)
  if (found) return found
  throw new Error(`There is no snippet ${id}`)
}

it('quotes in the program of each SDK the line that the greeting prints', () => {
  for (const { id, line, code } of snippets('http://localhost:1234').filter(({ line }) => line))
    expect(code, id).toContain(line)
})

it('creates a session and a token with the program for Node', async () => {
  const file = join(folder, 'server.mjs')
  writeFileSync(file, find('node').code)
  const { stdout } = await run(process.execPath, [file])
  expect(stdout).toMatch(/^[12]_\S+ \S+\n$/)
})

it('answers the commands for curl, and a participant joins', async () => {
  const { stdout } = await run('bash', ['-ec', find('curl').code])
  expect(stdout).toContain('"apiKey":"123456"')
  expect(await server.sandbox.participants.list()).toMatchObject([{ name: 'Ada' }])
})
