import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { styleText } from 'node:util'
import type { Plugin, ViteDevServer } from 'vite'

const WORKER = 'mockServiceWorker.js'

/** Says among Vite's addresses that there is a sandbox. */
function announce(server: ViteDevServer): void {
  const { printUrls } = server
  server.printUrls = () => {
    printUrls()
    server.config.logger.info(
      `  ${styleText('green', '➜')}  ${styleText('bold', 'OpenTok')}: in the pages that call startSandbox()`,
    )
  }
}

/** If Vite pre-bundled these, some would be in the page twice, and the path of the shared worker would be wrong. */
const OWN = ['@opentok-sandbox/mocks', '@opentok-sandbox/sandbox', '@opentok-sandbox/core']

const SANDBOX = '@opentok-sandbox/mocks > @opentok-sandbox/sandbox'
const CORE = `${SANDBOX} > @opentok-sandbox/core`

/** What they import. Found only when the page runs, these would make the dev server reload it. */
const IMPORTS = [
  'msw',
  'msw/browser',
  `${SANDBOX} > hono`,
  `${SANDBOX} > hono/cors`,
  `${SANDBOX} > fast-xml-parser`,
  `${SANDBOX} > jose`,
  `${SANDBOX} > @noble/hashes/hmac.js`,
  `${SANDBOX} > @noble/hashes/sha2.js`,
  `${CORE} > ky`,
]

/**
 * A Vite plugin that serves MSW's worker script from the MSW that the app has installed: in dev, in preview
 * and in the build. Nothing is copied into the app's public folder, where it would become outdated.
 *
 * @example
 * export default defineConfig({ plugins: [opentokWorker()] })
 */
export function opentokWorker(): Plugin {
  let root = ''
  let base = '/'
  const read = () => readFile(createRequire(join(root, 'package.json')).resolve(`msw/${WORKER}`))
  return {
    name: 'opentok-sandbox:worker',
    config: () => ({ optimizeDeps: { exclude: OWN, include: IMPORTS } }),
    configResolved(config) {
      root = config.root
      base = config.base
    },
    configureServer(server) {
      announce(server)
      server.middlewares.use(`${base}${WORKER}`, (_request, response, next) => {
        read().then((script) => {
          response.setHeader('Content-Type', 'text/javascript')
          response.setHeader('Cache-Control', 'no-cache')
          response.end(script)
        }, next)
      })
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: WORKER, source: await read() })
    },
  }
}
