import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const WORKER = 'mockServiceWorker.js'
const SANDBOX = '@opentok-sandbox/mocks > @opentok-sandbox/sandbox'
const SANDBOX_IMPORTS = [
  'hono',
  'hono/cors',
  'fast-xml-parser',
  'jose',
  '@noble/hashes/hmac.js',
  '@noble/hashes/sha2.js',
]

/**
 * A Vite plugin that serves MSW's worker script from the MSW that the app has installed: in dev, in preview
 * and in the build. Nothing is copied into the app's public folder, and nothing grows old there.
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
    config: () => ({
      optimizeDeps: {
        // Pre-bundled, the package would lose its worker beside it.
        exclude: ['@opentok-sandbox/mocks'],
        // Found only when the page runs, these would make the dev server reload it.
        include: ['msw', 'msw/browser', ...SANDBOX_IMPORTS.map((name) => `${SANDBOX} > ${name}`)],
      },
    }),
    configResolved(config) {
      root = config.root
      base = config.base
    },
    configureServer({ middlewares }) {
      middlewares.use(`${base}${WORKER}`, (_request, response, next) => {
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
