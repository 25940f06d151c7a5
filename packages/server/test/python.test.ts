// The commands from another language: the program of the documentation, run by Python.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { serve } from '../src/index.ts'

const run = promisify(execFile)
const page = readFileSync(new URL('../../../docs/run-a-server.md', import.meta.url), 'utf8')

it('runs the Python program of the documentation', async (context) => {
  await run('python3', ['--version']).catch(() => context.skip('Python is not installed'))
  const [, program = ''] = /^```python\n(.*?)^```/ms.exec(page) ?? []
  const server = await serve({ port: 0, log: () => {} })
  const shown = `${program.replaceAll('http://localhost:9300', server.url)}\nprint(len(people), entry['text'])`
  const { stdout } = await run('python3', ['-c', shown])
  expect(stdout).toMatch(/^8 streamCreated of name=Ada 1/)
  expect(await server.sandbox.faults()).toMatchObject([{ on: 'session.create', status: 503, armed: true }])
  await server.close()
})
