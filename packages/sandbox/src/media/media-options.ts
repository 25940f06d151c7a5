/** A STUN or TURN server, as WebRTC has it. */
export interface IceServer {
  urls: string | readonly string[]
  username?: string | undefined
  credential?: string | undefined
}

/** Who asks for the servers that relay its media. */
export interface RelayClient {
  /** The name or the address that it uses for the sandbox. */
  hostname: string
  /** The ID that its connection will have. */
  connectionId: string
}

/** Gives a client the servers that relay its media: with credentials of its own. */
export type RelayFor = (client: RelayClient) => readonly IceServer[]

/** How clients are told to reach each other; plain data. */
export interface MediaOptions {
  /** STUN and TURN servers. On one machine and in most local networks none is needed. @default [] */
  iceServers: readonly IceServer[]
  /** `relayed` lets media go through TURN servers only. @default no restriction */
  clientCandidates: 'relayed' | undefined
  /** Whether a third client is refused in a peer-to-peer session. @default false */
  strictPeerToPeer: boolean
  /** Whether publishers send several layers of their picture to a media router, which chooses one for each subscriber. @default false */
  simulcast: boolean
}

/** What is known of media in a sandbox. */
export interface MediaSettings extends MediaOptions {
  /** Whether the media of simulated participants can be sent to browsers. */
  plays: boolean
  relayFor: RelayFor
}

/** @throws {TypeError} if an option is wrong */
export function readMediaOptions({
  iceServers = [],
  clientCandidates,
  strictPeerToPeer = false,
  simulcast = false,
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
  if (typeof simulcast !== 'boolean') throw new TypeError('simulcast: must be true or false')
  return { iceServers, clientCandidates, strictPeerToPeer, simulcast }
}

/**
 * A TURN server that does not exist. With an empty list, the client writes a red error for each peer connection. With
 * this one it does not, and the first frame comes as fast: Chromium does not try TURN over TCP at port 4, and Firefox not
 * at a loopback address (both measured; with port 9, Firefox refuses the list). No name has to be looked up.
 */
const PLACEHOLDER: IceServer = { urls: 'turn:127.0.0.1:4?transport=tcp', username: 'x', credential: 'x' }

/** The servers that session info tells a client. Where media must go through a TURN server, a placeholder would be a lie. */
export function listIceServers(
  { iceServers, clientCandidates, relayFor }: MediaSettings,
  client: RelayClient,
): readonly IceServer[] {
  const servers = iceServers.length > 0 ? iceServers : relayFor(client)
  return servers.length > 0 || clientCandidates ? servers : [PLACEHOLDER]
}
