import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import type { LocalSandbox } from '@opentok-sandbox/sandbox'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { readInstalledClient } from './client-copy.ts'
import { createControl } from './control.ts'
import type { CredentialIssuer } from './credentials.ts'

/** The page as it was built for this package. */
const PAGE = join(dirname(fileURLToPath(import.meta.url)), '..', 'page')

const NOT_BUILT =
  'The page of this sandbox has not been built: npm run build makes it. Everything else is there.'

const NO_CLIENT =
  'OpenTok’s client is not installed here. Run "npm install @opentok/client" in the folder that the sandbox is started in, and load this page again.'

/** Whether a path is the server's own; the others are OpenTok's. */
export function isOfSite(path: string): boolean {
  return /^\/($|\?|assets\/|sandbox\/|session($|\?)|room\/|opentok-client\.js)/.test(path)
}

/** All that the server answers beside what OpenTok answers. */
export function createSite(
  sandbox: LocalSandbox,
  credentials: CredentialIssuer,
  ownNames: readonly string[],
  closing: AbortSignal,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.route('/sandbox', createControl(sandbox, credentials, ownNames, closing))

  // What the servers of OpenTok's samples answer, to pages wherever they are.
  app.use('/session', cors())
  app.use('/room/*', cors())
  app.get('/session', async ({ json }) => json(await credentials.forRoom('session')))
  app.get('/room/:name', async ({ req, json }) => json(await credentials.forRoom(req.param('name'))))

  app.get('/opentok-client.js', async ({ body, text }) => {
    const script = await readInstalledClient()
    if (script === undefined) return text(NO_CLIENT, 404)
    return body(new Uint8Array(script), 200, { 'Content-Type': 'text/javascript; charset=UTF-8' })
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
