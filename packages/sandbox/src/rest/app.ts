import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { PLAYLIST_PATH } from '../broadcast/broadcast.ts'
import type { Context } from '../context.ts'
import type { FaultPoint } from '../faults/fault-point.ts'
import { Refusal } from '../refusal.ts'
import { NotInSession } from '../session/lookup.ts'
import { readSessionId } from '../session/session-id.ts'
import { suggest } from '../suggest.ts'
import { ARCHIVE_FILE_PATH, getArchiveFile } from './archive-file.ts'
import {
  deleteArchive,
  deleteStorage,
  getArchive,
  listArchives,
  patchArchiveStreams,
  setArchiveLayout,
  setStorage,
  startArchive,
  stopArchive,
} from './archives.ts'
import {
  getBroadcast,
  getBroadcastFile,
  listBroadcasts,
  patchBroadcastStreams,
  setBroadcastLayout,
  startBroadcast,
  stopBroadcast,
} from './broadcasts.ts'
import { listCallbacks, registerCallback, unregisterCallback } from './callbacks.ts'
import { dial, playDtmf } from './calls.ts'
import { getCaptions, startCaptions, stopCaptions } from './captions.ts'
import { forceDisconnect, listConnections } from './connections.ts'
import { startConnector, stopConnector } from './connectors.ts'
import { answerWithFault, NoAnswer, takeFault } from './fault-answer.ts'
import { type PathParameters, refuseMissing } from './live-session.ts'
import { muteAll, muteOne } from './mute.ts'
import { noteRefusal } from './note-refusal.ts'
import { requireOwnPage } from './own-pages.ts'
import {
  changeProject,
  createProject,
  deleteProject,
  getProject,
  listProjects,
  refreshSecret,
} from './projects.ts'
import { json, renderRefusal, respond, wantsJson, withHint } from './render.ts'
import { getRender, listRenders, startRender, stopRender } from './renders.ts'
import { RequestRecord, type RestClient, type RestContext } from './request-record.ts'
import {
  getSampleArchive,
  listSampleArchives,
  startSampleArchive,
  startSampleCaptions,
  stopSampleArchive,
  stopSampleCaptions,
  viewSampleArchive,
} from './sample-server.ts'
import { createSession } from './session-create.ts'
import { getSessionInfo, getSessionXml } from './session-info.ts'
import { signalAll, signalOne } from './signal.ts'
import { getStream, listStreams, setLayoutClasses, setStreamLayoutClasses } from './streams.ts'
import { validateToken } from './token-validate.ts'
import { authenticatePath, refuseUnsupported } from './unsupported.ts'

/** One endpoint. */
export interface Route {
  method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT'
  paths: readonly string[]
  /** Whether pages of the internet are kept away from it. */
  isGuarded?: boolean
  /** Where a fault can be injected, if one can. */
  fault?: FaultPoint
  answer(context: RestContext, request: Request, path: PathParameters): Response | Promise<Response>
}

/** The endpoints of a project below `/v2`; `partner` was the word for it until 2016. */
const ofProject = (path: string) => ['project', 'partner'].map((word) => `/v2/${word}/:key/${path}`)

/** Those of a session. */
const below = (path: string) => ofProject(`session/:session/${path}`)

/** Not "create": that is another route, and the router would try both. */
const SESSION = '/session/:id{(?!create$)[^/]+}'

/** Not "storage": that is another route. */
const ARCHIVE = 'archive/:archive{(?!storage$)[^/]+}'

/** The administration of projects. */
const PROJECTS = ['/v2/project', '/v2/partner']
const ONE_PROJECT = PROJECTS.map((path) => `${path}/:key`)

/** The services of the platform. */
const PLATFORM_ROUTES: readonly Route[] = [
  { method: 'POST', paths: ofProject('archive'), answer: startArchive },
  { method: 'GET', paths: ofProject('archive'), answer: listArchives },
  { method: 'PUT', paths: ofProject('archive/storage'), answer: setStorage },
  { method: 'DELETE', paths: ofProject('archive/storage'), answer: deleteStorage },
  { method: 'GET', paths: ofProject(ARCHIVE), answer: getArchive },
  { method: 'DELETE', paths: ofProject(ARCHIVE), answer: deleteArchive },
  { method: 'POST', paths: ofProject(`${ARCHIVE}/stop`), answer: stopArchive },
  { method: 'PUT', paths: ofProject(`${ARCHIVE}/layout`), answer: setArchiveLayout },
  { method: 'PATCH', paths: ofProject(`${ARCHIVE}/streams`), answer: patchArchiveStreams },
  { method: 'GET', paths: [ARCHIVE_FILE_PATH], answer: getArchiveFile },
  { method: 'POST', paths: ofProject('broadcast'), answer: startBroadcast },
  { method: 'GET', paths: ofProject('broadcast'), answer: listBroadcasts },
  { method: 'GET', paths: ofProject('broadcast/:broadcast'), answer: getBroadcast },
  { method: 'POST', paths: ofProject('broadcast/:broadcast/stop'), answer: stopBroadcast },
  { method: 'PUT', paths: ofProject('broadcast/:broadcast/layout'), answer: setBroadcastLayout },
  { method: 'PATCH', paths: ofProject('broadcast/:broadcast/streams'), answer: patchBroadcastStreams },
  { method: 'GET', paths: [PLAYLIST_PATH], answer: getBroadcastFile },
  { method: 'POST', paths: [...ofProject('dial'), ...ofProject('call')], answer: dial },
  { method: 'POST', paths: below('play-dtmf'), answer: playDtmf },
  { method: 'POST', paths: below('connection/:connection/play-dtmf'), answer: playDtmf },
  { method: 'POST', paths: ofProject('captions'), answer: startCaptions },
  { method: 'GET', paths: ofProject('captions/:captions'), answer: getCaptions },
  { method: 'POST', paths: ofProject('captions/:captions/stop'), answer: stopCaptions },
  { method: 'POST', paths: ofProject('render'), answer: startRender },
  { method: 'GET', paths: ofProject('render'), answer: listRenders },
  { method: 'GET', paths: ofProject('render/:render'), answer: getRender },
  { method: 'DELETE', paths: ofProject('render/:render'), answer: stopRender },
  { method: 'POST', paths: ofProject('connect'), answer: startConnector },
  { method: 'POST', paths: ofProject('connect/:connector/stop'), answer: stopConnector },
  { method: 'POST', paths: ofProject('callback'), answer: registerCallback },
  { method: 'GET', paths: ofProject('callback'), answer: listCallbacks },
  { method: 'DELETE', paths: ofProject('callback/:callback'), answer: unregisterCallback },
  { method: 'POST', paths: PROJECTS, answer: createProject },
  { method: 'GET', paths: PROJECTS, answer: listProjects },
  { method: 'GET', paths: ONE_PROJECT, answer: getProject },
  { method: 'PUT', paths: ONE_PROJECT, answer: changeProject },
  { method: 'DELETE', paths: ONE_PROJECT, answer: deleteProject },
  { method: 'POST', paths: ofProject('refreshSecret'), answer: refreshSecret },
  // What the servers of OpenTok's samples answer to their pages.
  { method: 'POST', paths: ['/archive/start'], answer: startSampleArchive },
  { method: 'GET', paths: ['/archive'], answer: listSampleArchives },
  { method: 'GET', paths: ['/archive/:archive{(?!start$)[^/]+}'], answer: getSampleArchive },
  { method: 'POST', paths: ['/archive/:archive/stop'], answer: stopSampleArchive },
  { method: 'GET', paths: ['/archive/:archive/view'], answer: viewSampleArchive },
  { method: 'POST', paths: ['/captions/start'], answer: startSampleCaptions },
  { method: 'POST', paths: ['/captions/:captions/stop'], answer: stopSampleCaptions },
]

/** The routes of every OpenTok host; their paths do not collide, so the host does not matter. */
export const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    paths: ['/session/create', '/hl/session/create'],
    fault: 'session.create',
    answer: createSession,
  },
  { method: 'GET', paths: [SESSION], fault: 'session.info', answer: getSessionInfo },
  { method: 'POST', paths: [SESSION, `/hl${SESSION}`], answer: getSessionXml },
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
  ...PLATFORM_ROUTES.map((route) => ({ ...route, isGuarded: true })),
  // The client's configuration and logs: it requires nothing in either answer (messaging facts §1.2 and §1.5).
  { method: 'GET', paths: ['/project/:id/config.json'], fault: 'config', answer: () => json({}) },
  {
    method: 'POST',
    paths: ['/prod/logging/:id', '/logging/:id'],
    fault: 'logging',
    answer: () => respond(200, '', 'text/plain'),
  },
]

/** Where archives were before `/v2` (rest facts §5). */
const ARCHIVES_OF_2012 = [
  '/hl/archive/*',
  ...['getmanifest', 'url', 'delete'].map((call) => `/archive/${call}/*`),
  '/archive/:id/stitch',
]

type Env = { Bindings: { context: RestContext } }

/** OpenTok's REST API, as a function of a request; `Response.error()` stands for no answer. */
export function createRestApp(
  context: Context,
): (request: Request, client?: RestClient) => Promise<Response> {
  const app = createRouter()
  return async (request, client = {}) => {
    const record = new RequestRecord(request)
    const entry = context.journal.add(record)
    // Every request has its own: a prototype costs less than a copy.
    const own: RestContext = Object.assign(Object.create(context), {
      record,
      client,
      cause: { by: 'rest', entry },
    })
    let answer: Response
    try {
      answer = await app.fetch(request, { context: own })
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      answer = Response.error()
    }
    record.answer(answer, context.clock.now())
    context.journal.update(record)
    return answer
  }
}

function createRouter(): Hono<Env> {
  // The PHP SDK ends its lists with a slash.
  const app = new Hono<Env>({ strict: false })
  app.options('*', cors({ maxAge: 600 }))
  for (const [path, routes] of routesByPath()) {
    const methods = [...routes.keys()]
    app.all(path, async ({ req, env: { context } }) => {
      // HEAD is GET; the body is removed later.
      const route = routes.get(req.method === 'HEAD' ? 'GET' : req.method)
      const parameters = req.param() as PathParameters
      identify(context.record, req.raw, parameters)
      if (route === undefined) {
        if (path.startsWith('/v2/')) await authenticatePath(context, req.raw)
        const hint = `${path} supports ${methods.join(' and ')}, not ${req.method}`
        const response = refuse(context, req.raw, new Refusal(405, 'Method not allowed', hint))
        response.headers.set('Allow', [...methods, 'OPTIONS'].join(', '))
        return response
      }
      if (route.isGuarded) requireOwnPage(context, req.raw)
      const point = route.fault ?? (path.startsWith('/v2/') ? 'rest' : undefined)
      const fault = point && takeFault(context, req.raw, point)
      if (fault === undefined) return route.answer(context, req.raw, parameters)
      return answerWithFault(context, req.raw, fault, async () => route.answer(context, req.raw, parameters))
    })
  }
  app.all('/v2/*', ({ req, env: { context } }) => {
    const answer = () => refuseUnsupported(context, req.raw)
    const fault = takeFault(context, req.raw, 'rest')
    return fault ? answerWithFault(context, req.raw, fault, answer) : answer()
  })
  for (const path of ARCHIVES_OF_2012) {
    app.all(path, ({ req, env: { context } }) => {
      const message = `The OpenTok Sandbox does not support the archives of 2012 (${req.method} ${req.path}), which needed Flash`
      return refuse(context, req.raw, new Refusal(501, message, message))
    })
  }
  app.notFound(({ req, env: { context } }) => {
    const hint = `OpenTok does not have the endpoint ${req.method} ${req.path}, as far as the sandbox knows`
    const guess = suggest(req.path, KNOWN_PATHS)
    return refuse(context, req.raw, new Refusal(404, 'Not found', hint + guess))
  })
  app.onError((error, { req, env: { context } }) => {
    if (error instanceof NoAnswer) throw error
    if (error instanceof Refusal) return refuse(context, req.raw, error)
    if (error instanceof NotInSession) return refuse(context, req.raw, refuseMissing(error))
    if (isAborted(req.raw, error)) {
      context.log({ level: 'info', message: `${req.method} ${req.path} was aborted by its client` })
      return json({ code: -1, message: 'The request was aborted' }, 400)
    }
    context.log({ level: 'warn', message: `The sandbox failed at ${req.method} ${req.path}: ${error}` })
    return json({ code: -1, message: 'Internal error' }, 500)
  })
  return app
}

/** The paths as a developer would write them: for "did you mean". */
const KNOWN_PATHS = ROUTES.flatMap(({ paths }) => paths).map((path) => path.replace(/\{.*?\}/g, ''))

/** Tells the journal which session and which client a request is about. */
function identify(
  record: RequestRecord,
  request: Request,
  { session, id, connection }: PathParameters,
): void {
  const sessionId = session ?? id
  if (sessionId === undefined) return
  if (readSessionId(sessionId)) record.session = sessionId
  const connectionId = connection ?? request.headers.get('X-TB-CONNECTIONID')
  if (connectionId) record.connection = { id: connectionId, data: '' }
}

function routesByPath(): Map<string, Map<string, Route>> {
  const paths = new Map<string, Map<string, Route>>()
  for (const route of ROUTES) {
    for (const path of route.paths) {
      const routes = paths.get(path) ?? new Map<string, Route>()
      paths.set(path, routes.set(route.method, route))
    }
  }
  return paths
}

function refuse(context: RestContext, request: Request, refusal: Refusal): Response {
  const { pathname } = new URL(request.url)
  noteRefusal(context, `${request.method} ${pathname}`, refusal)
  // SDKs read the JSON of /v2 whatever they accept.
  const response = renderRefusal(
    refusal,
    wantsJson(request) || refusal.status === 501 || pathname.startsWith('/v2/'),
  )
  return withHint(response, context.redact(refusal.hint))
}

/** A client that goes away while its body is read is no failure of the sandbox. */
function isAborted({ signal }: Request, error: unknown): boolean {
  return (
    signal.aborted || (error instanceof Error && /^(AbortError|ECONNRESET|aborted)$/.test(`${codeOf(error)}`))
  )
}

function codeOf(error: Error): unknown {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
