import type { Plugin } from 'vite'
import { DEFAULT_PORT } from '../packages/server/src/default-port.ts'
import { writeGreeting } from '../packages/server/src/greeting.ts'
import { VERSION } from '../packages/server/src/version.ts'

/** Where `npx opentok-sandbox` would be. */
const SERVER_URL = `http://localhost:${DEFAULT_PORT}`

/** A Vite plugin that prints after Vite's addresses what the command prints when it starts. */
export function greeting(): Plugin {
  return {
    name: 'opentok-sandbox:greeting',
    configureServer(server) {
      const { printUrls } = server
      server.printUrls = () => {
        printUrls()
        const [page = ''] = server.resolvedUrls?.local ?? []
        void greet(page).then((text) => server.config.logger.info(`\n${text}`))
      }
    },
  }
}

async function greet(page: string): Promise<string> {
  // Not before: where the configuration is loaded for tests, the package is its sources, which Node cannot run.
  const { DEVELOPMENT_PROJECT, writeSnippets } = await import('@opentok-sandbox/sandbox')
  const target = { url: SERVER_URL, project: DEVELOPMENT_PROJECT, host: 'browser' } as const
  return writeGreeting({ ...target, version: VERSION, page, snippets: writeSnippets(target), others: [] })
}
