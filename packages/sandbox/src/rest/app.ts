import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Failing, Failure } from '../faults.ts'
import type { World } from '../world.ts'
import { Refusal } from './refusal.ts'
import { HINT_HEADER, json, renderRefusal, wantsJson } from './render.ts'
import { createSession } from './session-create.ts'
import { getSessionInfo, renderEnvelope } from './session-info.ts'

/** One endpoint: what it is for stands in the coverage page. */
export interface Route {
  method: 'GET' | 'POST'
  paths: readonly string[]
  /** What it is, and what it can be made to fail as. */
  name: Failing
  answer(world: World, request: Request, id: string): Response | Promise<Response>
}

/** There is to be no answer at all, not even one with CORS headers. */
export class NoAnswer extends Error {}

/** The routes of every OpenTok host; their paths do not collide, so the host is not looked at. */
export const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    paths: ['/session/create', '/hl/session/create'],
    name: 'session/create',
    answer: createSession,
  },
  { method: 'GET', paths: ['/session/:id'], name: 'session-info', answer: getSessionInfo },
  // The client's configuration and logs: it asks for nothing in either answer (messaging facts §1.2 and §1.5).
  { method: 'GET', paths: ['/project/:id/config.json'], name: 'config', answer: () => json({}) },
  {
    method: 'POST',
    paths: ['/prod/logging/:id', '/logging/:id'],
    name: 'logging',
    answer: () => new Response('', { headers: { 'Content-Type': 'text/plain' } }),
  },
]

/** OpenTok's REST API, as a function of a request. */
export function createRestApp(world: World): Hono {
  const app = new Hono()
  app.use(cors({ exposeHeaders: [HINT_HEADER], maxAge: 600 }))
  for (const { method, paths, name, answer } of ROUTES) {
    app.on(method, [...paths], ({ req }) => {
      const failure = world.faults.take(name)
      return failure ? fail(failure) : answer(world, req.raw, req.param('id') ?? '')
    })
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
    if (error instanceof NoAnswer) throw error
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

function fail({ network, code, message = '', status = 500, body = '' }: Failure): Response {
  if (network) throw new NoAnswer('A network failure was asked for')
  if (code !== undefined) return renderEnvelope(code, message)
  return new Response(status === 204 || status === 304 ? null : body, { status })
}
