import { basename, dirname } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { cors } from 'hono/cors'

/** Answers a request with a file, or with the range of it that is asked for, as players do to seek. */
export async function serveFile(path: string, request: Request): Promise<Response> {
  const app = new Hono()
  app.use(cors({ exposeHeaders: ['Content-Range', 'Accept-Ranges', 'Content-Length'] }))
  const name = encodeURIComponent(basename(path))
  app.get('*', serveStatic({ root: dirname(path), rewriteRequestPath: () => `/${name}` }))
  return app.fetch(request)
}
