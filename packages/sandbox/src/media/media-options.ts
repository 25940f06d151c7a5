/** A STUN or TURN server, as WebRTC has it. */
export interface IceServer {
  urls: string | readonly string[]
  username?: string | undefined
  credential?: string | undefined
}

/** How clients are told to reach each other; plain data. */
export interface MediaOptions {
  /** STUN and TURN servers. On one machine and in most local networks none is needed. @default [] */
  iceServers: readonly IceServer[]
  /** `relayed` lets media go through TURN servers only. @default no restriction */
  clientCandidates: 'relayed' | undefined
  /** Whether a third client is refused in a peer-to-peer session. @default false */
  strictPeerToPeer: boolean
}

/** @throws {TypeError} if an option is wrong */
export function readMediaOptions({
  iceServers = [],
  clientCandidates,
  strictPeerToPeer = false,
}: { [Option in keyof MediaOptions]?: MediaOptions[Option] | undefined }): MediaOptions {
  const isServer = (server: IceServer) =>
    [server?.urls].flat().every((url) => /^(stun|turn)s?:/.test(String(url)))
  if (!Array.isArray(iceServers) || !iceServers.every(isServer)) {
    throw new TypeError("iceServers: must be a list of servers with urls such as 'turn:localhost:3478'")
  }
  if (clientCandidates !== undefined && clientCandidates !== 'relayed') {
    throw new TypeError("clientCandidates: must be 'relayed', or left out")
  }
  if (typeof strictPeerToPeer !== 'boolean') throw new TypeError('strictPeerToPeer: must be true or false')
  return { iceServers, clientCandidates, strictPeerToPeer }
}

/**
 * A TURN server that does not exist. With an empty list, the client writes a red error for each peer connection. With
 * this one it does not, and the first frame comes as fast: Chromium does not try TURN over TCP at port 4, and Firefox not
 * at a loopback address (both measured; with port 9, Firefox refuses the list). No name has to be looked up.
 */
const PLACEHOLDER: IceServer = { urls: 'turn:127.0.0.1:4?transport=tcp', username: 'x', credential: 'x' }

/** The servers that session info tells a client. Where media must go through a TURN server, a placeholder would be a lie. */
export function listIceServers({ iceServers, clientCandidates }: MediaOptions): readonly IceServer[] {
  return iceServers.length > 0 || clientCandidates ? iceServers : [PLACEHOLDER]
}
