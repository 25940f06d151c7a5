import type { StreamSources } from '@opentok-sandbox/media/stream-sources'
import type { MediaServerOption } from '@opentok-sandbox/sandbox'

/** How the media of routed sessions gets from one client to the others. */
export const MEDIA_MODES = ['router', 'mesh'] as const

/** @see {@link MEDIA_MODES} */
export type MediaKind = (typeof MEDIA_MODES)[number]

/** Options of the media of a server. */
export interface ServerMediaOptions {
  /**
   * How the media of routed sessions goes: through a router in this process, as in OpenTok, or directly between the
   * clients, as in a mesh. @default 'router'
   */
  media?: MediaKind | undefined
  /** The first and the last UDP port of the router's media, for a firewall or a container. @default any free ports */
  mediaPorts?: readonly [number, number] | undefined
  /**
   * Whether a TURN server relays between clients that cannot reach each other, over UDP and TCP, on ports of the same
   * number as the server's. @default on a server that only this machine can reach
   */
  turn?: boolean | undefined
}

/**
 * @param endpoints is kept filled with those that the router listens on, as `address port`
 * @param sources is kept filled with the media that passes
 * @throws {TypeError} if an option is wrong
 */
export function createMediaServer(
  { media = 'router', mediaPorts, turn }: ServerMediaOptions,
  endpoints: Set<string>,
  sources: StreamSources,
): MediaServerOption {
  if (turn !== undefined && typeof turn !== 'boolean') throw new TypeError('turn: must be true or false')
  if (!MEDIA_MODES.includes(media)) throw new TypeError("media: must be 'router' or 'mesh'")
  const [first = 0, last = 0] = mediaPorts ?? []
  const isRange = [first, last].every((port) => Number.isInteger(port) && port > 0 && port < 65_536)
  if (mediaPorts && !(isRange && first < last))
    throw new TypeError('mediaPorts: must be the first and the last UDP port, such as [50000, 50100]')
  return {
    routes: media === 'router',
    // Only when media flows: it takes as long to load as all the rest.
    async load(parts) {
      const { createRouter } = await import('@opentok-sandbox/media/router')
      return createRouter({ portRange: mediaPorts, endpoints, sources })(parts)
    },
  }
}
