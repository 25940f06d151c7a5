import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Why a request that would steer the sandbox is refused: for its Host, or for the page that sent it. */
export type Objection = { problem: string; remedy: string }

/**
 * Whether a request may steer the sandbox. A page of another origin may not; nor may one whose name has been
 * pointed at this machine (DNS rebinding), which a name says that the server does not know as its own.
 *
 * @param ownNames names besides the loopback's under which the server is known
 */
export function objectTo(incoming: IncomingMessage, ownNames: readonly string[]): Objection | undefined {
  const { host = '', origin, 'sec-fetch-site': site } = incoming.headers
  const hostname = nameOf(`http://${host}`)
  if (hostname === undefined || !isOwnName(hostname, ownNames)) {
    const problem = 'The Host of this request is not a name of this server'
    return { problem, remedy: 'Use localhost or an IP address, or start the sandbox with --public-url' }
  }
  const remedy = 'What steers the sandbox is for its own page, and for programs that are no pages'
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { problem: `This request comes from another page (${site})`, remedy }
  }
  const { 'x-forwarded-host': forwarded = '' } = incoming.headers
  if (
    origin !== undefined &&
    ![host, String(forwarded)].includes(hostOf(origin)) &&
    !isPublic(origin, ownNames)
  ) {
    return { problem: 'This request comes from a page of another origin', remedy }
  }
  return undefined
}

/** A name that DNS could be made to lie about is no address, and not the loopback's. */
function isOwnName(hostname: string, ownNames: readonly string[]): boolean {
  return (
    isIP(hostname) !== 0 ||
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    ownNames.includes(hostname)
  )
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin
}

/** Under a name of its own, a server is behind something that may have another port than itself. */
function isPublic(origin: string, ownNames: readonly string[]): boolean {
  const name = nameOf(origin)
  return name !== undefined && name !== 'localhost' && ownNames.includes(name)
}

function nameOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
}
