import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    builtPageUrl: string
  }
}

/** Before the tests: builds the page, and serves the build to all of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url))
  await build({ configFile, logLevel: 'error' })
  const server = await preview({ configFile, logLevel: 'error', preview: { port: 0, host: 'localhost' } })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The built page could not be served on localhost')
  project.provide('builtPageUrl', url)
  return () => server.close()
}
