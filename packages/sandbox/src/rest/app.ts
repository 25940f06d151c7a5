import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { World } from '../world.ts'
import { Refusal } from './refusal.ts'
import { HINT_HEADER, json, renderRefusal, wantsJson } from './render.ts'
import { createSession } from './session-create.ts'
import { getSessionInfo } from './session-info.ts'

/** The routes of every OpenTok host; their paths do not collide, so the host is not looked at. */
export function createRestApp(world: World): Hono {
  const app = new Hono()
  app.use(cors({ exposeHeaders: [HINT_HEADER], maxAge: 600 }))

  const routes: {
    method: 'GET' | 'POST'
    paths: string[]
    answer: (request: Request, id: string) => Response | Promise<Response>
  }[] = [
    {
      method: 'POST',
      paths: ['/session/create', '/hl/session/create'],
      answer: (request) => createSession(world, request),
    },
    {
      method: 'GET',
      paths: ['/session/:id'],
      answer: (request, id) => getSessionInfo(world, request, id),
    },
    // The client's configuration and logs: it asks for nothing in either answer (messaging facts §1.2 and §1.5).
    { method: 'GET', paths: ['/project/:id/config.json'], answer: () => json({}) },
    {
      method: 'POST',
      paths: ['/prod/logging/:id', '/logging/:id'],
      answer: () => new Response('', { headers: { 'Content-Type': 'text/plain' } }),
    },
  ]
  for (const { method, paths, answer } of routes) {
    app.on(method, paths, (context) => answer(context.req.raw, context.req.param('id') ?? ''))
    for (const path of paths) {
      app.all(path, ({ req }) => {
        const hint = `${path} is for ${method}, and the request was ${req.method}`
        const response = refuse(world, req.raw, new Refusal(405, 'Method not allowed', hint))
        response.headers.set('Allow', `${method}, OPTIONS`)
        return response
      })
    }
  }
  app.notFound(({ req }) => {
    const hint = `The sandbox does not know ${req.method} ${req.path}`
    return refuse(world, req.raw, new Refusal(404, 'Not found', hint))
  })
  app.onError((error, { req }) => {
    if (error instanceof Refusal) return refuse(world, req.raw, error)
    world.log({ level: 'warn', message: `The sandbox failed at ${req.method} ${req.path}: ${error}` })
    return json({ code: -1, message: 'Internal error' }, 500)
  })
  return app
}

function refuse(world: World, request: Request, refusal: Refusal): Response {
  const { pathname } = new URL(request.url)
  const message = `${request.method} ${pathname} was refused: ${refusal.hint} (${refusal.status} ${refusal.message})`
  world.log({ level: 'warn', message })
  return renderRefusal(refusal, wantsJson(request))
}
