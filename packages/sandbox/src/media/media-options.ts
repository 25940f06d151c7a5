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
