/** A STUN or TURN server, as WebRTC has it. */
export interface IceServer {
  urls: string | readonly string[]
  username?: string | undefined
  credential?: string | undefined
}

/**
 * A TURN server that does not exist. Without any server in its list, the client writes a red error for each peer
 * connection. With this one it does not, and gathers candidates as fast: browsers block port 9, or are refused at once,
 * and no name has to be looked up (both measured in Chromium 156).
 */
const PLACEHOLDER: IceServer = {
  urls: 'turn:127.0.0.1:9?transport=tcp',
  username: 'none',
  credential: 'none',
}

/** How clients are told to reach each other; plain data. */
export interface MediaOptions {
  /**
   * STUN and TURN servers. On one machine and in most local networks none is needed. @default one that does
   * not exist, which keeps the client from logging errors
   */
  iceServers: readonly IceServer[]
  /** `relayed` lets media go through TURN servers only. @default no restriction */
  clientCandidates: 'relayed' | undefined
  /** Whether a third client is refused in a peer-to-peer session. @default false */
  strictPeerToPeer: boolean
}

/** @throws {TypeError} if an option is wrong */
export function readMediaOptions({
  iceServers = [PLACEHOLDER],
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
