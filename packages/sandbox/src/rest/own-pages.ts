import { isPrivateAddress } from '../private-address.ts'
import { Refusal } from '../refusal.ts'
import type { RestContext } from './request-record.ts'

/**
 * Keeps pages of the internet away from what a sandbox on this machine can do: it records cameras, opens pages and
 * sockets in the local network, and its development secret is known to all. Programs send no Origin, and pages of this
 * machine and of private networks have an origin that is there, too. A sandbox under a name of its own is open, as OpenTok is.
 *
 * @throws {Refusal} 403
 */
export function requireOwnPage({ client }: RestContext, request: Request): void {
  const origin = request.headers.get('Origin')
  if (origin === null) return
  const name = client.hostname ?? new URL(request.url).hostname
  const isLocal = isPrivateAddress(
    `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}`,
  )
  if (!isLocal || (URL.canParse(origin) && isPrivateAddress(origin))) return
  const hint =
    'A page of another origin asks for this. Serve it from this machine, such as from http://localhost, and not from a file'
  throw new Refusal(403, 'Forbidden', hint)
}
