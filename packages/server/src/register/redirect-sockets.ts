import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import tls from 'node:tls'
import { isOpenTokHost } from '@opentok-sandbox/sandbox/hosts'

/** What `connect` of node:net and node:tls is given, in any of its forms. */
interface Destination {
  host?: string
  servername?: string
  socket?: { destroy(): void }
}

/**
 * Lets each connection of this process to one of OpenTok's hosts reach a sandbox instead. Every HTTP client of Node opens its
 * connections by `tls.connect` or `Socket.connect`, with whatever options it is configured, so that none has to be known here.
 * A connection that would be encrypted is a plain one: it stays on the way to the sandbox.
 *
 * @param sandbox the address of the sandbox
 * @param warn is told, once, that no sandbox answers
 */
export function redirectSockets(sandbox: URL, warn: (message: string) => void): void {
  const target = { host: sandbox.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(sandbox.port || 80) }
  const connectTls = tls.connect
  const connectSocket = net.Socket.prototype.connect
  const missing =
    `No sandbox answers at ${sandbox.origin}. Start one with "npx opentok-sandbox", ` +
    'or run the command with "npx opentok-sandbox exec -- …"'
  let hasWarned = false

  /** An error that happens before a connection is there says what to do. */
  function explain(socket: net.Socket): void {
    const onError = (error: NodeJS.ErrnoException) => {
      error.message = `${missing} (${error.code})`
      if (!hasWarned) warn(missing)
      hasWarned = true
      if (socket.listenerCount('error') === 0) throw error
    }
    socket.prependOnceListener('error', onError)
    socket.once('connect', () => socket.off('error', onError))
  }

  Object.defineProperty(tls, 'connect', {
    ...Object.getOwnPropertyDescriptor(tls, 'connect'),
    value: (...parameters: unknown[]) => {
      const { host, servername, socket: tunnel } = readDestination(parameters)
      if (!isOpenTokHost(host ?? servername ?? '')) return Reflect.apply(connectTls, tls, parameters)
      // A proxy has nothing to pass on.
      tunnel?.destroy()
      const listener = parameters.at(-1)
      const socket = dressAsTls(net.connect(target))
      explain(socket)
      if (typeof listener === 'function') socket.once('secureConnect', listener as () => void)
      socket.once('connect', () => socket.emit('secureConnect'))
      return socket
    },
  })

  net.Socket.prototype.connect = function (this: net.Socket, ...parameters: never[]) {
    // node:net itself has read what it was given, and hands it on as a list.
    const [first] = parameters as unknown[]
    const given = Array.isArray(first) ? first : parameters
    const { host, servername } = readDestination(given)
    if (!isOpenTokHost(host ?? servername ?? '')) return Reflect.apply(connectSocket, this, parameters)
    explain(this)
    const listener = given.findLast((one) => typeof one === 'function')
    return Reflect.apply(connectSocket, this, [target, listener])
  } as typeof connectSocket

  syncBuiltinESMExports()
}

/** Where a connection goes: `(options)`, `(port, host)` and `(port, host, options)` are possible, each with a listener. */
function readDestination(parameters: readonly unknown[]): Destination {
  const host = parameters.find((one, i) => i > 0 && typeof one === 'string')
  const options = parameters.find((one) => typeof one === 'object' && one !== null) as Destination | undefined
  return { ...options, ...(typeof host === 'string' && { host }) }
}

/** What an HTTP client asks of a connection that it takes for an encrypted one. */
function dressAsTls(socket: net.Socket): net.Socket {
  return Object.assign(socket, {
    encrypted: true,
    authorized: true,
    authorizationError: null,
    alpnProtocol: false,
    getPeerCertificate: () => ({}),
    getProtocol: () => 'TLSv1.3',
    getSession: () => undefined,
    isSessionReused: () => false,
    setServername: () => {},
  })
}
