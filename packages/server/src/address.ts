import type { IncomingMessage } from 'node:http'
import { isOpenTokHost } from '@opentok-sandbox/sandbox'

/**
 * Gives a request the address that its client uses for the server, since the sandbox's answers contain it: that of
 * `publicUrl`, or else of the proxy (`X-Forwarded-*`), or else of its Host.
 *
 * A client with `OT.setProxyUrl` puts the host that it means before the path (messaging facts §1.1):
 * `/anvil.opentok.com/session/…` becomes `/session/…` of that host.
 *
 * @returns the path, with its query
 */
export function readAddress(incoming: IncomingMessage, publicUrl: URL | undefined): string {
  const path = readTarget(incoming)
  const proxied = /^\/([\w.-]+)(?::\d+)?(\/.*)$/s.exec(path)
  const [, host, rest] = proxied ?? []
  if (host && rest && isOpenTokHost(host)) {
    incoming.headers.host = host
    incoming.url = rest
    return rest
  }
  incoming.url = path
  const origin = publicUrl ? publicUrl.origin : forwardedOrigin(incoming)
  if (origin) incoming.url = origin + path
  return path
}

/** The path of a request, which may be asked for in absolute form as a proxy is asked (RFC 9112 §3.2.2). */
function readTarget(incoming: IncomingMessage): string {
  const target = incoming.url ?? '/'
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return target
  const { host, pathname, search } = new URL(target)
  incoming.headers.host = host
  return pathname + search
}

/** The address that a proxy was asked for, where it says so. */
export function forwardedOrigin({ headers }: IncomingMessage): string | undefined {
  const scheme = first(headers['x-forwarded-proto'])
  const host = first(headers['x-forwarded-host'])
  if (scheme === undefined && host === undefined) return undefined
  const origin = `${scheme === 'https' ? 'https' : 'http'}://${host ?? headers.host ?? 'localhost'}`
  // With unreadable headers, the server uses its own address.
  return URL.canParse(origin) && new URL(origin).pathname === '/' ? new URL(origin).origin : undefined
}

/** A second proxy appends its value to that of the first. */
function first(header: string | string[] | undefined): string | undefined {
  return header?.toString().split(',')[0]?.trim() || undefined
}
