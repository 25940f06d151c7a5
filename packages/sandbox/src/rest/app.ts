import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { Failing, Failure } from '../faults.ts'
import type { World } from '../world.ts'
import { forceDisconnect, listConnections } from './connections.ts'
import type { PathParameters } from './live-session.ts'
import { muteAll, muteOne } from './mute.ts'
import { Refusal } from './refusal.ts'
import { HINT_HEADER, json, renderRefusal, wantsJson } from './render.ts'
import { createSession } from './session-create.ts'
import { getSessionInfo, getSessionXml, renderEnvelope } from './session-info.ts'
import { signalAll, signalOne } from './signal.ts'
import { getStream, listStreams, setLayoutClasses, setStreamLayoutClasses } from './streams.ts'
import { validateToken } from './token-validate.ts'
import { refuseUnsupported } from './unsupported.ts'

/** One endpoint. */
export interface Route {
  method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  paths: readonly string[]
  /** What it can be made to fail as, if it can. */
  failing?: Failing
  answer(world: World, request: Request, path: PathParameters): Response | Promise<Response>
}

/** There is to be no answer at all, not even one with CORS headers. */
export class NoAnswer extends Error {}

/** The endpoints of a session below `/v2`; `partner` was the word for a project until 2016. */
const below = (path: string) =>
  ['project', 'partner'].map((word) => `/v2/${word}/:key/session/:session/${path}`)

/** The routes of every OpenTok host; their paths do not collide, so the host is not looked at. */
export const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    paths: ['/session/create', '/hl/session/create'],
    failing: 'session/create',
    answer: createSession,
  },
  { method: 'GET', paths: ['/session/:id'], failing: 'session-info', answer: getSessionInfo },
  { method: 'POST', paths: ['/session/:id', '/hl/session/:id'], answer: getSessionXml },
  { method: 'POST', paths: ['/token/validate', '/hl/token/validate'], answer: validateToken },
  { method: 'GET', paths: below('stream'), answer: listStreams },
  { method: 'PUT', paths: below('stream'), answer: setLayoutClasses },
  { method: 'GET', paths: below('stream/:stream'), answer: getStream },
  { method: 'PUT', paths: below('stream/:stream'), answer: setStreamLayoutClasses },
  { method: 'POST', paths: below('stream/:stream/mute'), answer: muteOne },
  { method: 'POST', paths: below('mute'), answer: muteAll },
  { method: 'GET', paths: below('connection'), answer: listConnections },
  { method: 'DELETE', paths: below('connection/:connection'), answer: forceDisconnect },
  { method: 'POST', paths: below('signal'), answer: signalAll },
  { method: 'POST', paths: below('connection/:connection/signal'), answer: signalOne },
  // The client's configuration and logs: it asks for nothing in either answer (messaging facts §1.2 and §1.5).
  { method: 'GET', paths: ['/project/:id/config.json'], failing: 'config', answer: () => json({}) },
  {
    method: 'POST',
    paths: ['/prod/logging/:id', '/logging/:id'],
    failing: 'logging',
    answer: () => new Response('', { headers: { 'Content-Type': 'text/plain' } }),
  },
]

/** OpenTok's REST API, as a function of a request. */
export function createRestApp(world: World): Hono {
  // The PHP SDK ends its lists with a slash.
  const app = new Hono({ strict: false })
  app.use(cors({ exposeHeaders: [HINT_HEADER], maxAge: 600 }))
  // A path is done with before the next: `/session/create` is no session with the ID "create".
  for (const [path, routes] of routesByPath()) {
    for (const { method, failing, answer } of routes) {
      app.on(method, path, ({ req }) => {
        const failure = failing && world.faults.take(failing)
        return failure ? fail(failure) : answer(world, req.raw, req.param() as PathParameters)
      })
    }
    app.all(path, ({ req }) => {
      const methods = routes.map(({ method }) => method)
      const hint = `${path} is for ${methods.join(' and ')}, and the request was ${req.method}`
      const response = refuse(world, req.raw, new Refusal(405, 'Method not allowed', hint))
      response.headers.set('Allow', [...methods, 'OPTIONS'].join(', '))
      return response
    })
  }
  app.all('/v2/*', ({ req }) => refuseUnsupported(world, req.raw))
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

function routesByPath(): Map<string, Route[]> {
  const routes = new Map<string, Route[]>()
  for (const route of ROUTES) {
    for (const path of route.paths) routes.set(path, [...(routes.get(path) ?? []), route])
  }
  return routes
}

function refuse(world: World, request: Request, refusal: Refusal): Response {
  const { pathname } = new URL(request.url)
  const message = `${request.method} ${pathname} was refused: ${refusal.hint} (${refusal.status} ${refusal.message})`
  world.log({ level: 'warn', message })
  // SDKs read the JSON of /v2 whatever they accept.
  return renderRefusal(refusal, wantsJson(request) || pathname.startsWith('/v2/'))
}

function fail({ network, code, message = '', status = 500, body = '' }: Failure): Response {
  if (network) throw new NoAnswer('A network failure was asked for')
  if (code !== undefined) return renderEnvelope(code, message)
  return new Response(status === 204 || status === 304 ? null : body, { status })
}
