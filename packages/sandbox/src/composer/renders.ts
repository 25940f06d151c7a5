import type { Clock, Token } from '@opentok-sandbox/core'
import { isApplicationId } from '../auth/project.ts'
import type { Resolution } from '../composition/composition.ts'
import type { Log } from '../log.ts'
import { NamedTimers } from '../named-timers.ts'
import { Refusal } from '../refusal.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionEvent } from '../session/event-stream.ts'
import { Guest } from '../session/guest.ts'
import type { Session } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import type { PageRenderer, RenderedPage } from './page-renderer.ts'

/** How an Experience Composer was asked for (platform facts §7). */
export interface RenderSettings {
  url: string
  /** In seconds. */
  maxDuration: number
  resolution: Resolution
  /** Of its stream. */
  name?: string | undefined
  statusCallbackUrl?: string | undefined
}

/** The IDs of a new Experience Composer. */
export interface RenderIds {
  render: string
  connection: string
  stream: string
}

/** What an Experience Composer has come to. */
export type RenderStatus = 'starting' | 'started' | 'stopped' | 'failed'

const NO_RENDERER =
  'Could not load URL: the OpenTok Sandbox has no browser here. Run it as a server, with Chromium installed'

/** How many that are over are remembered. */
const MOST_REMEMBERED = 1000

/** A page that is published as a stream. */
export class Render {
  readonly id: string
  readonly guest: Guest
  readonly settings: RenderSettings
  readonly createdAt: number
  readonly streamId: string
  updatedAt: number
  status: RenderStatus = 'starting'
  reason: string | undefined
  /** Whether it has published: then it has a stream ID, also when it is over. */
  hasStarted = false

  constructor(ids: RenderIds, guest: Guest, settings: RenderSettings, createdAt: number) {
    this.id = ids.render
    // As recorded.
    this.streamId = ids.stream.toUpperCase()
    this.guest = guest
    this.settings = settings
    this.createdAt = createdAt
    this.updatedAt = createdAt
  }

  get isOver(): boolean {
    return this.status === 'stopped' || this.status === 'failed'
  }

  /** By the names of the REST API; its project is text. */
  describe(): Record<string, unknown> {
    const { session } = this.guest
    const { url, resolution, name, statusCallbackUrl } = this.settings
    const isForApplication = isApplicationId(session.apiKey)
    return {
      id: this.id,
      sessionId: session.id,
      ...(isForApplication ? { applicationId: session.apiKey } : { projectId: session.apiKey }),
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
      ...(isForApplication && name !== undefined && { name }),
      url,
      status: this.status,
      ...(!isForApplication && statusCallbackUrl !== undefined && { callbackUrl: statusCallbackUrl }),
      resolution,
      ...(isForApplication && { event: 'render' }),
      ...(this.hasStarted && { streamId: this.streamId }),
      ...(this.isOver && { reason: this.reason ?? '' }),
    }
  }
}

/** What Experience Composers need of the sandbox. */
export interface RenderParts {
  clock: Clock
  sessions: Sessions
  renderer: PageRenderer | undefined
  log: Log
  onChange(): void
}

interface Running {
  timers: NamedTimers<'limit'>
  page?: RenderedPage
}

/** Experience Composers: pages that are opened and published as streams (platform facts §7). */
export class Renders {
  readonly #parts: RenderParts
  readonly #renders = new Map<string, Render>()
  readonly #running = new Map<Render, Running>()

  constructor(parts: RenderParts) {
    this.#parts = parts
  }

  /** Those of a project, also those that are over, the newest first. */
  list(apiKey?: string): Render[] {
    return [...this.#renders.values()]
      .filter(({ guest }) => apiKey === undefined || guest.session.apiKey === apiKey)
      .reverse()
  }

  /** @throws {Refusal} 404 */
  require(apiKey: string, id: string): Render {
    const render = this.#renders.get(id)
    if (render?.guest.session.apiKey === apiKey) return render
    throw notFound('The project does not have an Experience Composer with this ID')
  }

  start(session: Session, token: Token, ids: RenderIds, settings: RenderSettings, cause: Cause): Render {
    const { clock } = this.#parts
    const now = clock.now()
    const render = new Render(ids, new Guest(session, ids.connection, token, now), settings, now)
    const timers = new NamedTimers<'limit'>(clock)
    timers.set('limit', settings.maxDuration * 1000, () =>
      this.#end(render, 'stopped', 'Maximum duration exceeded', { by: 'timeout' }),
    )
    this.#renders.set(render.id, render)
    const [oldest] = this.#renders.values()
    if (this.#renders.size > MOST_REMEMBERED && oldest?.isOver) this.#renders.delete(oldest.id)
    this.#running.set(render, { timers })
    this.#tell(render, cause)
    void this.#open(render)
    return render
  }

  /** @throws {Refusal} 404 for one that is over */
  stop(render: Render, cause: Cause): void {
    if (render.isOver) throw notFound(`The Experience Composer is ${render.status} already`)
    this.#end(render, 'stopped', 'Stop Requested', cause)
  }

  readonly listener = (event: SessionEvent): void => {
    const cause = { by: event.cause.by, entry: event.entry }
    for (const render of this.#running.keys()) {
      const { connection, stream } = render.guest
      if (event.type === 'streamCreated' && event.stream === stream) {
        render.status = 'started'
        render.hasStarted = true
        this.#tell(render, cause)
      }
      if (event.type === 'connectionDestroyed' && event.connection === connection)
        this.#end(render, 'stopped', `The client left: ${event.reason}`, cause)
    }
  }

  reset(): void {
    for (const { timers, page } of this.#running.values()) {
      timers.cancelAll()
      page?.close()
    }
    this.#running.clear()
    this.#renders.clear()
  }

  async #open(render: Render): Promise<void> {
    const { renderer, clock } = this.#parts
    const { url, resolution, name = '' } = render.settings
    const { id: renderId, streamId, guest } = render
    const end = (reason: string) => this.#end(render, 'failed', reason, { by: 'server' })
    // Its answer says that it is starting.
    await undefined
    try {
      if (renderer === undefined) throw new Error(NO_RENDERER)
      const page = await renderer.open({ renderId, streamId, url, resolution }, end)
      const running = this.#running.get(render)
      if (running === undefined) {
        page.close()
        return
      }
      running.page = page
      const [width = 0, height = 0] = resolution.split('x').map(Number)
      const cause = { by: 'server' } as const
      guest.join(this.#parts.sessions, cause)
      // It has started once its stream is announced.
      guest.publish(streamId, { name, audio: true, video: { width, height } }, clock.now(), cause)
    } catch (error) {
      end(error instanceof Error ? error.message : String(error))
    }
  }

  #end(render: Render, status: 'stopped' | 'failed', reason: string, cause: Cause): void {
    const running = this.#running.get(render)
    if (running === undefined) return
    this.#running.delete(render)
    running.timers.cancelAll()
    running.page?.close()
    render.status = status
    render.reason = reason
    if (status === 'failed') {
      const message = `The Experience Composer ${render.id} failed: ${reason}`
      this.#parts.log({ level: 'warn', message })
    }
    render.guest.leave(cause)
    this.#tell(render, cause)
  }

  #tell(render: Render, cause: Cause): void {
    const { id, guest, status, reason, settings, streamId } = render
    render.updatedAt = this.#parts.clock.now()
    const callback = {
      ...(status === 'started' && { streamId }),
      id,
      sessionId: guest.session.id,
      status,
      ...(reason !== undefined && { reason }),
    }
    guest.session.tellOfService(
      { service: 'render', id, status, reason, callback, callbackUrl: settings.statusCallbackUrl },
      cause,
    )
    this.#parts.onChange()
  }
}

function notFound(hint: string): Refusal {
  return new Refusal(404, 'Not found. No Experience Composer with this ID, or it is already stopped.', hint)
}
