import type { Codec, Kind } from './packet.ts'

/** The codecs of video that the router can tell keyframes of. */
const VIDEO = ['vp8', 'vp9', 'h264']

/** How many payload types of a section are looked at; a browser offers some forty. */
const MOST_TYPES = 128

/**
 * The one codec of each kind that an offer is answered with: the first one that the client prefers and the router knows
 * (RFC 8866 §6.6 and §6.15).
 *
 * @throws {Error} if there is none
 */
export function chooseCodecs(sdp: string): ReadonlyMap<Kind, Codec> {
  const codecs = new Map<Kind, Codec>()
  for (const section of sdp.split(/^(?=m=)/m)) {
    const [, name, types] = /^m=(audio|video) \S+ \S+ ([\d ]+)/.exec(section) ?? []
    const kind = name as Kind
    if (types === undefined || codecs.has(kind)) continue
    for (const type of types.trim().split(' ').slice(0, MOST_TYPES)) {
      const codec = readCodec(section, kind, type)
      if (codec) codecs.set(kind, codec)
      if (codec) break
    }
  }
  if (codecs.size === 0) throw new Error('The offer has no codec that the media router knows')
  return codecs
}

function readCodec(section: string, kind: Kind, type: string): Codec | undefined {
  const [, name = '', rate, channels] =
    new RegExp(`^a=rtpmap:${type} ([\\w-]+)/(\\d+)(?:/(\\d+))?`, 'm').exec(section) ?? []
  const known = kind === 'audio' ? ['opus'] : VIDEO
  if (!known.includes(name.toLowerCase())) return undefined
  const [, parameters] = new RegExp(`^a=fmtp:${type} (.+?)\\r?$`, 'm').exec(section) ?? []
  return {
    mimeType: `${kind}/${name}`,
    clockRate: Number(rate),
    ...(channels !== undefined && { channels: Number(channels) }),
    ...(parameters !== undefined && { parameters }),
  }
}
