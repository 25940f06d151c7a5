import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Why a request for a command is refused: for its Host, or for the page that sent it. */
export type Objection = { problem: string; remedy: string }

/**
 * Whether a request may carry out commands. A page of another origin may not. Neither may a page whose name has been
 * pointed at this machine (DNS rebinding): the server does not know that name as its own.
 *
 * @param ownNames names of the server besides those of the loopback interface
 */
export function objectTo(incoming: IncomingMessage, ownNames: readonly string[]): Objection | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = incoming.headers
  const hostname = nameOf(`http://${host}`)
  if (hostname === undefined || !isOwnName(hostname, ownNames)) {
    const problem = 'The Host of this request is not a name of this server'
    return { problem, remedy: 'Use localhost or an IP address, or start the sandbox with --public-url' }
  }
  const remedy = 'Only the page of the sandbox and programs outside of a browser can send commands'
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { problem: `This request comes from another page (${site})`, remedy }
  }
  const { 'x-forwarded-host': forwarded = '' } = incoming.headers
  if (origin !== undefined && !isOwnOrigin(origin, [host, String(forwarded)], ownNames)) {
    return { problem: 'This request comes from a page of another origin', remedy }
  }
  return undefined
}

/** A name that DNS could be made to lie about is neither an address nor a name of the loopback interface. */
function isOwnName(hostname: string, ownNames: readonly string[]): boolean {
  return (
    isIP(hostname) !== 0 ||
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    ownNames.includes(hostname)
  )
}

/** An origin that is blank, opaque or unreadable is another one: `null`, `file://`, `data:`. */
function isOwnOrigin(origin: string, hosts: readonly string[], ownNames: readonly string[]): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return false
  if (hosts.some((host) => sameHost(url, host))) return true
  // Under a public name, a server is behind something that may have another port than itself.
  const name = nameOf(origin)
  return name !== undefined && name !== 'localhost' && ownNames.includes(name)
}

/** Whether a Host header names the host of a page; the port of its scheme may be left out of it. */
function sameHost(page: URL, host: string): boolean {
  const url = `${page.protocol}//${host}`
  return host !== '' && URL.canParse(url) && new URL(url).host === page.host
}

function nameOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') || undefined
}
