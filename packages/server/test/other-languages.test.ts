// The recipes of the documentation for other languages, run by their own tools under `opentok-sandbox exec`.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { start } from './command.ts'

const page = readFileSync(new URL('../../../docs/test-in-other-languages.md', import.meta.url), 'utf8')

const RECIPES = [
  {
    tool: 'pytest',
    version: ['python3', '-m', 'pytest', '--version'],
    run: ['python3', '-m', 'pytest'],
    says: /3 passed/,
  },
  { tool: 'RSpec', version: ['rspec', '--version'], run: ['rspec'], says: /2 examples, 0 failures/ },
  {
    tool: 'PHPUnit',
    version: ['phpunit', '--version'],
    run: ['phpunit', 'CallsTest.php'],
    says: /OK \(2 tests/,
  },
]

it.each(RECIPES)('the recipe for $tool passes', async ({ tool, version, run, says }) => {
  const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-languages-'))
  for (const [, name = '', code = ''] of page.matchAll(
    /^```\w+\n(?:<\?php\n)?(?:#|\/\/) (\S+)\n(.*?)^```/gms,
  )) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), name.endsWith('.php') ? `<?php\n${code}` : code)
  }
  const [command = '', ...parameters] = version
  try {
    execFileSync(command, parameters, { stdio: 'ignore' })
  } catch {
    // A developer need not have each language; where this project is checked, all are there.
    expect(process.env.CI, `${tool} is not installed`).toBeUndefined()
    return
  }
  const { code, out, err } = await start(['exec', '--', ...run], {}, folder).done
  expect(out + err).toMatch(says)
  expect(code).toBe(0)
  rmSync(folder, { recursive: true })
})
