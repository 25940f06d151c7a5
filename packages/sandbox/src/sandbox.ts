import { createAutomaticArchives } from './archive/automatic-archives.ts'
import { type CallCommand, createCaller, createCommands } from './commands/caller.ts'
import type { SandboxCommands } from './commands/table.ts'
import { createContext } from './context.ts'
import { createMediaListener } from './media/media-listener.ts'
import { createMesh } from './media/mesh.ts'
import { Hub } from './messaging/hub.ts'
import type { Peer, PeerEvents, PeerInfo } from './messaging/peer.ts'
import type { SandboxOptions } from './options.ts'
import { toUuid } from './random.ts'
import { createRestApp, NoAnswer } from './rest/app.ts'
import { createSessionLog } from './session-log.ts'
import type { Watch } from './watchers.ts'

/** Steers a sandbox and looks into it: the same in this process, behind a worker's port and behind HTTP. */
export interface Sandbox extends SandboxCommands {
  watch: Watch
}

/** A sandbox in this process. */
export interface LocalSandbox extends Sandbox {
  /** Answers a request to any of OpenTok's REST hosts; with `Response.error()` where a fault asks for no answer. */
  fetch(request: Request): Promise<Response>
  /** Takes a messaging socket that a client has opened. */
  accept(peer: Peer, info: PeerInfo): PeerEvents
  /** Takes tokens, and the secrets of this sandbox, out of a text. */
  redact(text: string): string
  /** Carries out a command by its name, as a worker or a server is asked to. */
  command: CallCommand
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
  const { events, settings, clock, random, log, watchers } = context
  const createId = () => toUuid(random(16))
  const app = createRestApp(context)
  const hub = new Hub(context)
  // In this order: what a listener brings about is heard by all after what brought it about.
  events.listen(hub.listener)
  events.listen(createMediaListener(createMesh(createId)))
  events.listen(createAutomaticArchives(settings, clock, createId))
  events.listen(createSessionLog(log))
  events.listen(({ type }) => {
    if (CHANGES_SESSIONS.has(type)) watchers.notify('sessions')
  })
  const command = createCaller({ ...context, hub })
  return {
    ...createCommands(command),
    command,
    redact: context.redact,
    watch: watchers.watch,
    async fetch(request) {
      try {
        return await app.fetch(request)
      } catch (error) {
        if (error instanceof NoAnswer) return Response.error()
        throw error
      }
    },
    accept: (peer, info) => hub.accept(peer, info),
    close() {
      hub.close()
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
])
