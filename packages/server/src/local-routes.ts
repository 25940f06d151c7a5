import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import type { LocalSandbox } from '@opentok-sandbox/sandbox'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { readInstalledClient } from './client-copy.ts'
import { createCommandRoutes } from './command-routes.ts'
import { writeOwnAddress, writeRedirectScript } from './redirect-script.ts'

/** The page as it was built for this package. */
const PAGE = join(dirname(fileURLToPath(import.meta.url)), '..', 'page')

const NOT_BUILT = 'The page of this sandbox has not been built. Run "npm run build". Everything else works.'

const NO_CLIENT =
  'OpenTok’s client is not installed. Run "npm install @opentok/client" in the folder that you start the sandbox in, and reload this page.'

/** Scripts are for the pages of every origin, and change with the installed client. */
const SCRIPT = {
  'Content-Type': 'text/javascript; charset=UTF-8',
  'Cache-Control': 'no-cache',
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

/** Whether a path is one of the server's own; the others are OpenTok's. */
export function isLocalPath(path: string): boolean {
  return /^\/($|\?|assets\/|sandbox($|\?|\/)|session($|\?)|room\/|(opentok-client|client|redirect)\.js($|\?))/.test(
    path,
  )
}

/** What the server answers besides OpenTok's API: its page, rooms, commands, and the client that the user has installed. */
export function createLocalRoutes(
  sandbox: LocalSandbox,
  ownNames: readonly string[],
  closing: AbortSignal,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.route('/sandbox', createCommandRoutes(sandbox, ownNames, closing))

  // What the servers of OpenTok's samples answer, to pages of any origin.
  app.use('/session', cors())
  app.use('/room/*', cors())
  app.get('/session', async ({ json }) => json(await sandbox.tokens.create({ room: 'session' })))
  app.get('/room/:name', async ({ req, json }) =>
    json(await sandbox.tokens.create({ room: req.param('name') })),
  )

  app.get('/opentok-client.js', async ({ body, text }) => {
    const script = await readInstalledClient()
    if (script === undefined) return text(NO_CLIENT, 404)
    return body(new Uint8Array(script), 200, SCRIPT)
  })
  app.get('/redirect.js', ({ req, body }) => body(writeRedirectScript(writeOwnAddress(req.url)), 200, SCRIPT))
  app.get('/client.js', async ({ req, body }) => {
    const client = (await readInstalledClient()) ?? `throw new Error(${JSON.stringify(NO_CLIENT)})`
    return body(`${writeRedirectScript(writeOwnAddress(req.url))};\n${client}`, 200, SCRIPT)
  })
  if (existsSync(PAGE)) {
    app.use('/', async (context, next) => {
      await next()
      context.header('Content-Security-Policy', "frame-ancestors 'none'")
    })
    for (const path of ['/', '/assets/*']) app.get(path, serveStatic({ root: PAGE }))
  } else {
    app.get('/', ({ text }) => text(NOT_BUILT, 404))
  }
  return app
}
