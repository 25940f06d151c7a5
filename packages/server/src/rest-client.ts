import type { IncomingMessage } from 'node:http'
import type { RestClient } from '@opentok-sandbox/sandbox'
import proxyAddr from 'proxy-addr'
import { forwardedOrigin } from './address.ts'

/** Whether an address is that of a proxy whose X-Forwarded-For is believed. */
export type TrustProxy = (address: string, hop: number) => boolean

/**
 * Reads which proxies are trusted: addresses and subnets, or `loopback`, `linklocal` and `uniquelocal`, separated by
 * commas.
 *
 * @throws {TypeError} if one is not an address
 */
export function readTrustProxy(list: string | undefined): TrustProxy {
  if (list === undefined) return () => false
  try {
    return proxyAddr.compile(list.split(',').map((one) => one.trim()))
  } catch {
    throw new TypeError('trustProxy: must be addresses, subnets, or loopback, such as "loopback,10.0.0.0/8"')
  }
}

/** The client of a request: its address, that of a trusted proxy left out, and the name that it uses for the server. */
export function readRestClient(
  incoming: IncomingMessage,
  publicUrl: URL | undefined,
  trust: TrustProxy,
): RestClient {
  const origin =
    publicUrl?.origin ?? forwardedOrigin(incoming) ?? `http://${incoming.headers.host ?? 'localhost'}`
  // Few requests need either.
  return {
    get address() {
      return proxyAddr(incoming, trust)
    },
    get hostname() {
      return URL.canParse(origin) ? new URL(origin).hostname : 'localhost'
    },
  }
}
