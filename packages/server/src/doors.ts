import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { isOpenTokHost, type LocalSandbox, type SandboxOptions } from '@opentok-sandbox/sandbox'
import { readAddress } from './address.ts'
import { createCredentialIssuer } from './credentials.ts'
import { createSite, isOfSite } from './site.ts'
import { createSockets, type Sockets } from './sockets.ts'

/** How a server is known to its clients, and what its sandbox is made of. */
export interface DoorsOptions extends SandboxOptions {
  host?: string | undefined
  publicUrl?: URL | undefined
}

/** The two ways into a server. */
export interface Doors {
  request(incoming: IncomingMessage, outgoing: ServerResponse): void
  upgrade: Sockets['upgrade']
  close(): void
}

/** Translates HTTP and WebSockets to a sandbox. */
export function createDoors(sandbox: LocalSandbox, options: DoorsOptions): Doors {
  const { publicUrl } = options
  const closing = new AbortController()
  const ownNames = [options.host, publicUrl?.hostname].filter((name) => name !== undefined)
  const site = createSite(sandbox, createCredentialIssuer(options), ownNames, closing.signal)
  const sockets = createSockets(sandbox, publicUrl)
  const listenerOptions = { overrideGlobalObjects: false }
  const answerSite = getRequestListener(orHangUp(site.fetch), listenerOptions)
  const answerOpenTok = getRequestListener(
    orHangUp((request) => sandbox.fetch(request)),
    listenerOptions,
  )
  return {
    request(incoming, outgoing) {
      const path = readAddress(incoming, publicUrl)
      const isOwn = isOfSite(path) && !isOpenTokHost(incoming.headers.host ?? '')
      void (isOwn ? answerSite : answerOpenTok)(incoming, outgoing)
    },
    upgrade: (incoming, socket, head) => sockets.upgrade(incoming, socket, head),
    close() {
      closing.abort()
      sockets.close()
    },
  }
}

/** Where the sandbox gives no answer, a failing network having been asked for, the connection breaks. */
function orHangUp(fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>) {
  return async (request: Request, env: unknown): Promise<Response> => {
    const bindings = env as HttpBindings
    const response = await fetch(request, bindings)
    // What is answered in one turn of the event loop leaves together: each write on its own would wake a client,
    // and take longer than all the rest.
    await setImmediate()
    if (response.status !== 0) return response
    bindings.incoming.destroy()
    return RESPONSE_ALREADY_SENT
  }
}
