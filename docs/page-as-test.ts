import { basename } from 'node:path'
import { type Plugin, transformWithOxc } from 'vite'

const BLOCK = /^## (?<heading>.*)$|^```ts\n(?<code>[\s\S]*?)^```$/gm
const IMPORT = /^import (?:(?<main>\w+)|\{ (?<names>.+) \}) from (?<source>'.+')$/gm
const CLAIM = /^(?!\s*\/\/)(?<expression>.+?) \/\/ → (?<value>.+)$/gm

/**
 * Makes a page of the documentation a test file: each of its `ts` blocks is a test under the heading above it,
 * and `expression // → value` is what it expects.
 */
export function pageAsTest(): Plugin {
  return {
    name: 'page-as-test',
    enforce: 'pre',
    async transform(page, id) {
      if (!id.endsWith('.md')) return
      const { code } = await transformWithOxc(toTests(page, basename(id)), `${id}.ts`, { lang: 'ts' })
      return { code, map: null }
    },
  }
}

function toTests(page: string, name: string): string {
  const tests: string[] = ["import { expect, it } from 'vitest'"]
  let heading = name
  for (const { groups = {} } of page.matchAll(BLOCK)) {
    if (groups.heading) heading = groups.heading
    const { code } = groups
    if (code === undefined) continue
    // Each block has its own imports, as in the file that a reader pastes it into.
    const body = code
      .replace(IMPORT, (_statement, main, names, source) => {
        return `const { ${main ? `default: ${main}` : names} } = await import(${source})`
      })
      .replace(CLAIM, 'expect($<expression>).toEqual($<value>)')
    tests.push(`it(${JSON.stringify(heading)}, async () => {\n${body}\n})`)
  }
  return tests.join('\n')
}
