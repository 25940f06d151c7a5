import { createCallbackListener } from './callback/callback-listener.ts'
import { type CallCommand, createCaller, createCommands } from './commands/caller.ts'
import type { SandboxCommands } from './commands/table.ts'
import { type Context, createContext } from './context.ts'
import { createLazyPath } from './media/lazy-path.ts'
import { createMediaChoice } from './media/media-choice.ts'
import type { TakeMediaFault } from './media/media-fault.ts'
import { createMediaPlane } from './media/media-listener.ts'
import type { MediaPathParts } from './media/media-path-parts.ts'
import { createMesh } from './media/mesh.ts'
import { Hub } from './messaging/hub.ts'
import type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
import type { Route } from './network/network.ts'
import type { SandboxOptions } from './options.ts'
import { Participants } from './participants/participants.ts'
import { toUuid } from './random.ts'
import { createRestApp } from './rest/app.ts'
import { signArchiveUrl } from './rest/archive-file.ts'
import type { RestClient } from './rest/request-record.ts'
import { createSessionLog } from './session-log.ts'
import type { Watch } from './watchers.ts'

/** Steers a sandbox and looks into it: the same in this process, behind a worker's port and behind HTTP. */
export interface Sandbox extends SandboxCommands {
  watch: Watch
}

/** A sandbox in this process. */
export interface LocalSandbox extends Sandbox {
  /** Answers a request to any of OpenTok's REST hosts; with `Response.error()` where there is to be no answer. */
  fetch(request: Request, client?: RestClient): Promise<Response>
  /** Takes a messaging socket that a client has opened. */
  accept(peer: Peer, info: PeerInfo): PeerEvents
  /** What the network does on the way between a client and the servers of its session; `undefined` if nothing. */
  routeOf(connectionId: string): Route | undefined
  /** Takes tokens, and the secrets of this sandbox, out of a text. */
  redact(text: string): string
  /** Carries out a command by its name, as a worker or a server is asked to. */
  command: CallCommand
  /**
   * What a camera or a microphone does now by a fault: the name of the error that it fails with, after the fault's delay;
   * `undefined` if it works. For fake media.
   */
  takeDeviceFault(): Promise<string | undefined>
  /** Says goodbye to every client. No timer of a closed sandbox is left, and it takes no client. */
  close(): void
}

/**
 * Makes a sandbox: the OpenTok cloud in memory. Nothing is opened, and nothing leaves the process.
 *
 * @throws {TypeError} if an option is wrong
 *
 * @example
 * const sandbox = createSandbox({ seed: 1 })
 * const opentok = new OpenTok({ ...DEVELOPMENT_PROJECT, fetch: (...input) => sandbox.fetch(new Request(...input)) })
 * const { sessionId } = await opentok.createSession()
 */
export function createSandbox(options: SandboxOptions = {}): LocalSandbox {
  const context = createContext(options)
  const { events, clock, random, log, watchers } = context
  const { archives, broadcasts, captions, calls, renders, connectors, callbacks } = context
  const createId = () => toUuid(random(16))
  const answer = createRestApp(context)
  const hub = new Hub(context)
  // In this order: what a listener brings about is heard by all after what brought it about.
  events.listen(hub.listener)
  const media = createMedia(context, createId, options)
  events.listen(media.listener)
  for (const service of [archives, broadcasts, captions, calls, renders, connectors]) {
    events.listen(service.listener)
  }
  events.listen(createCallbackListener(callbacks, (id) => describeForCallback(context, id)))
  events.listen(createSessionLog(log))
  events.listen(({ type }) => {
    if (CHANGES_SESSIONS.has(type)) watchers.notify('sessions')
  })
  const participants = new Participants({ accept: (peer, info) => hub.accept(peer, info), createId, clock })
  const command = createCaller({ ...context, hub, participants, mediaPath: media.path })
  return {
    ...createCommands(command),
    command,
    redact: context.redact,
    watch: watchers.watch,
    fetch: answer,
    accept: (peer, info) => hub.accept(peer, info),
    routeOf: (connectionId) => findRoute(context, connectionId),
    takeDeviceFault: () => takeDeviceFault(context),
    close() {
      context.faults.reset()
      hub.close()
      media.path.close()
      for (const service of [broadcasts, renders, connectors]) service.reset()
      const { recorder, broadcaster, renderer } = context.services
      for (const port of [recorder, broadcaster, renderer]) void port?.close()
      clock.close()
    },
  }
}

/** The events after which the list of live sessions is not what it was. */
const CHANGES_SESSIONS: ReadonlySet<string> = new Set([
  'connectionCreated',
  'connectionDestroyed',
  'streamCreated',
  'streamDestroyed',
  'streamPropertyChanged',
  'sessionPlaced',
])

function createMedia(
  context: Context,
  createId: () => string,
  { mediaServer: server, relayFor, iceServers = [] }: SandboxOptions,
) {
  const plane = createMediaPlane(createMediaFaults(context), () => path)
  const { network, chance, clock, log } = context
  const hasRelay = relayFor !== undefined || iceServers.length > 0
  const { simulcast } = context.media
  const parts: MediaPathParts = {
    send: plane.send,
    createId,
    chance,
    simulcast,
    network,
    clock,
    hasRelay,
    log,
  }
  const mesh = createMesh(parts)
  const path = createMediaChoice({
    mesh,
    server: server && createLazyPath(() => server.load(parts), mesh, log),
    routes: server?.routes ?? true,
  })
  return { path, listener: plane.listener }
}

function createMediaFaults({ faults, events }: Pick<Context, 'faults' | 'events'>): TakeMediaFault {
  return (session, { connection }) => {
    const cause = events.current?.entry
    const subject = { session: session.id, connection, role: connection.role, cause }
    const { network } = faults.take('media', () => subject) ?? {}
    return network === 'lost' || network === 'never' ? network : undefined
  }
}

/** An archive as callbacks tell of it: without a request, its address is the sandbox's own. */
function describeForCallback(context: Context, id: string): Record<string, unknown> | undefined {
  const archive = context.archives.find(id)
  const base = context.ownUrl() ?? 'https://api.opentok.com'
  return archive?.describe(signArchiveUrl(context, base, archive))
}

function findRoute({ network, sessions }: Context, connectionId: string): Route | undefined {
  if (network.isIdeal) return undefined
  for (const session of sessions) {
    const connection = session.connections.get(connectionId)
    if (connection) return network.routeOf(session, connection)
  }
  return undefined
}

async function takeDeviceFault({ faults, clock }: Context): Promise<string | undefined> {
  const fault = faults.take('device', () => ({}))
  if (fault === undefined) return undefined
  if (fault.wait > 0) await faults.wait(clock, fault.wait)
  const isLate = fault.reason === undefined && fault.delay !== undefined
  return isLate ? undefined : (fault.reason ?? 'NotAllowedError')
}
