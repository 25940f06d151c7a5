import type { ServerResponse } from 'node:http'

/** A path below the proxy URL that means OpenTok's static host (messaging facts §1.1 and §7.4). */
export const STATIC_PATH = /^\/static\.(?:opentok|tokbox)\.com(?::\d+)?\//

/**
 * Sends a client to OpenTok's own static host, which has the models of background blur and noise suppression. They are not
 * part of this project; without a network they are not available.
 */
export function redirectStatic(path: string, outgoing: ServerResponse): void {
  outgoing
    .writeHead(302, { Location: `https:/${path}`, 'Access-Control-Allow-Origin': '*', 'Content-Length': 0 })
    .end()
}
