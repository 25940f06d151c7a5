// The files that other tools read: of GitHub, of Docker and of those who release.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { validate } from 'dockerfile-utils'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const validateAction = (file: string) =>
  execFileSync(join(root, 'node_modules/.bin/action-validator'), [file], { encoding: 'utf8', stdio: 'pipe' })

it.each(readdirSync(join(root, '.github/workflows')))('%s is a workflow that GitHub understands', (name) => {
  validateAction(join(root, '.github/workflows', name))
})

it('the validator of workflows finds a key that does not exist', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-workflow-'))
  const file = join(folder, 'ci.yml')
  writeFileSync(file, read('.github/workflows/ci.yml').replace('runs-on:', 'runs-in:'))
  expect(() => validateAction(file)).toThrow()
  rmSync(folder, { recursive: true })
})

it('the workflow of the documentation is one that GitHub understands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opentok-sandbox-workflow-'))
  const [, workflow = ''] = /^```yaml\n# \.github(.*?)^```/ms.exec(read('docs/in-ci.md')) ?? []
  writeFileSync(join(folder, 'test.yml'), `#${workflow}`)
  validateAction(join(folder, 'test.yml'))
  rmSync(folder, { recursive: true })
})

it('the matrix has every Node that is supported, and both versions of MSW', () => {
  const { jobs } = parse(read('.github/workflows/ci.yml'))
  expect(jobs.node.strategy.matrix).toMatchObject({ node: ['20.19', '22', '24', '26'], msw: ['2.15', '3'] })
  expect(JSON.parse(read('package.json')).engines.node).toBe('>=20.19')
})

it('the Dockerfile is valid, not run as root, and watched by its health', () => {
  const dockerfile = read('Dockerfile')
  expect(validate(dockerfile, {})).toEqual([])
  expect(dockerfile).toMatch(/^USER node$/m)
  expect(dockerfile).toMatch(/^HEALTHCHECK .*\/sandbox\/health/m)
  expect(parse(read('compose.yaml')).services.sandbox).toEqual({ build: '.', ports: ['9300:9300'] })
})

it.each(['bug.yml', 'idea.yml'])('the issue form %s has a name, a description and a body', (name) => {
  const form = parse(read(`.github/ISSUE_TEMPLATE/${name}`))
  expect(Object.keys(form)).toEqual(['name', 'description', 'body'])
  for (const { attributes } of form.body) expect(attributes.label).toEqual(expect.any(String))
})

it('all packages have one version, which their changelogs begin with', () => {
  const folders = ['packages/core', 'packages/sandbox', 'packages/media', 'packages/server', 'mocks']
  const versions = folders.map((folder) => JSON.parse(read(`${folder}/package.json`)).version)
  expect(new Set(versions).size).toBe(1)
  const [version] = versions
  for (const folder of folders)
    expect(read(`${folder}/CHANGELOG.md`)).toMatch(new RegExp(`^# .*\\n\\n## ${version}\\n`))
  expect(read('packages/sandbox/src/journal/har.ts')).toContain(`version: '${version}'`)
})
