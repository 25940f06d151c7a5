import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { FAULT_HEADER, isOpenTokHost, type LocalSandbox, type RestClient } from '@opentok-sandbox/sandbox'
import { readAddress } from './address.ts'
import { createLocalRoutes, isLocalPath } from './local-routes.ts'
import { readRestClient, type TrustProxy } from './rest-client.ts'
import { createSockets, type Sockets } from './sockets.ts'
import { redirectStatic, STATIC_PATH } from './static-host.ts'

/** How a server is known to its clients. */
export interface RequestListenerOptions {
  host?: string | undefined
  publicUrl?: URL | undefined
  /** The proxies whose X-Forwarded-For is believed. @default none */
  trustProxy?: TrustProxy | undefined
}

/** Answers the requests and takes the sockets of an HTTP server. */
export interface RequestListener {
  request(incoming: IncomingMessage, outgoing: ServerResponse): void
  upgrade: Sockets['upgrade']
  /** Says goodbye to all clients, and takes none from now on. The sandbox is closed with it. */
  close(): void
}

/** Translates HTTP and WebSockets to a sandbox. */
export function createRequestListener(
  sandbox: LocalSandbox,
  { host, publicUrl, trustProxy = () => false }: RequestListenerOptions,
): RequestListener {
  const closing = new AbortController()
  const ownNames = [host, publicUrl?.hostname].filter((name) => name !== undefined)
  const local = createLocalRoutes(sandbox, ownNames, closing.signal)
  const sockets = createSockets(sandbox, publicUrl, trustProxy)
  const clients = new WeakMap<IncomingMessage, RestClient>()
  const listenerOptions = { overrideGlobalObjects: false }
  const answerLocally = getRequestListener(orHangUp(local.fetch), listenerOptions)
  const answerAsOpenTok = getRequestListener(
    orHangUp((request, { incoming }) => sandbox.fetch(request, clients.get(incoming))),
    listenerOptions,
  )
  return {
    request(incoming, outgoing) {
      // Before the request is taken for one to OpenTok's own host.
      clients.set(incoming, readRestClient(incoming, publicUrl, trustProxy))
      const path = readAddress(incoming, publicUrl)
      if (STATIC_PATH.test(path)) return redirectStatic(path, outgoing)
      const isLocal = isLocalPath(path) && !isOpenTokHost(incoming.headers.host ?? '')
      void (isLocal ? answerLocally : answerAsOpenTok)(incoming, outgoing)
    },
    upgrade: (incoming, socket, head) => sockets.upgrade(incoming, socket, head),
    close() {
      closing.abort()
      sockets.close()
      sandbox.close()
    },
  }
}

/** Where the sandbox gives no answer, because a fault asks for that, the connection breaks. */
function orHangUp(fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>) {
  return async (request: Request, env: unknown): Promise<Response> => {
    const bindings = env as HttpBindings
    const response = await fetch(request, bindings)
    // What is answered in one turn of the event loop leaves together: separate writes would each wake a client, and take
    // longer than all the rest.
    await setImmediate()
    if (response.status === 0) bindings.incoming.destroy()
    else if (response.headers.has(FAULT_HEADER)) void sendSpoilt(response, bindings)
    else return response
    return RESPONSE_ALREADY_SENT
  }
}

/** An answer that a fault has spoilt: where its body breaks, the connection breaks. */
async function sendSpoilt(response: Response, { outgoing }: HttpBindings): Promise<void> {
  try {
    const reader = response.body?.getReader()
    outgoing.once('close', () => void reader?.cancel().catch(() => {}))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      outgoing.write(part.value)
    }
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
}
