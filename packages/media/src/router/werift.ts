// The one file that knows werift (media facts §2.6 has its traps).

import { DelayLine, type Route, vary } from '@opentok-sandbox/sandbox'
import {
  ReceiverEstimatedMaxBitrate,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  type RTCRtpReceiver,
  type RTCRtpSender,
  RtcpPayloadSpecificFeedback,
  RtpHeader,
  RtpPacket,
  useSdesMid,
  useSdesRTPStreamId,
} from 'werift'
import type { Codec, Kind, MediaPacket } from './packet.ts'

/** How a leg reaches its client. */
export interface LegNetwork {
  /** Loopback has to be named: it is not gathered by itself. */
  addresses: readonly string[]
  /** The UDP ports that legs take, first and last. @default any */
  portRange?: readonly [number, number] | undefined
  /** The endpoints that legs listen on, as `address port`. */
  endpoints?: Set<string> | undefined
  /** What the way to the client does to packets now; `undefined` if nothing. */
  route(): Route | undefined
  /** A number from 0 (included) to 1. */
  chance(): number
}

/** What a leg tells. */
export interface LegListener {
  candidate(candidate: Readonly<Record<string, unknown>>): void
  /** Media can flow: for the first time, or again after a break. */
  connected(): void
  /** A packet from the client. Simulcast has one `rid` for each layer. */
  packet?(kind: Kind, packet: MediaPacket, origin: { ssrc: number; rid: string | undefined }): void
  /** The client cannot show the picture without a keyframe. */
  keyframeNeeded?(): void
}

/** A peer connection between the router and one client. */
export interface Leg {
  /** Takes an offer of the client, the first or that of an ICE restart, and answers it. */
  answer(sdp: string): Promise<string>
  /** Offers the client media of these codecs. */
  offer(codecs: ReadonlyMap<Kind, Codec>): Promise<string>
  accept(sdp: string): Promise<void>
  addCandidate(candidate: Readonly<Record<string, unknown>>): Promise<void>
  send(kind: Kind, packet: MediaPacket, isSwitched: boolean): void
  requestKeyframe(ssrc: number): void
  /** Tells the client how many bits per second it may send. */
  limitBitrate(ssrc: number, bitrate: number): void
  /** How many bits per second the client can receive, as it says; 0 before it has said so. */
  readonly receivableBitrate: number
  close(): Promise<void>
}

const FEEDBACK = [
  { type: 'ccm', parameter: 'fir' },
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
  // Not transport-cc: with werift's, the bitrate collapses (media facts §2.3).
  { type: 'goog-remb' },
]

const RTX = new RTCRtpCodecParameters({ mimeType: 'video/rtx', clockRate: 90_000 })

function toParameters(
  kind: Kind,
  { mimeType, clockRate, channels, parameters }: Codec,
): RTCRtpCodecParameters[] {
  const codec = new RTCRtpCodecParameters({
    mimeType,
    clockRate,
    ...(channels !== undefined && { channels }),
    ...(parameters !== undefined && { parameters }),
    ...(kind === 'video' && { rtcpFeedback: FEEDBACK }),
  })
  return kind === 'video' ? [codec, RTX] : [codec]
}

/**
 * Whether a packet is RTP or RTCP (RFC 7983 §7). The rest is the handshake, of which werift does not repeat a last message
 * that is lost.
 */
const isMedia = ([first = 0]: Buffer) => first >= 128 && first < 192

/**
 * Opens a peer connection to a client.
 *
 * @param codecs the one codec of each kind
 */
export function openLeg(codecs: ReadonlyMap<Kind, Codec>, network: LegNetwork, listener: LegListener): Leg {
  const parametersOf = (kind: Kind) => {
    const codec = codecs.get(kind)
    return codec ? toParameters(kind, codec) : []
  }
  const connection = new RTCPeerConnection({
    codecs: { audio: parametersOf('audio'), video: parametersOf('video') },
    // The layers of simulcast are told apart by these.
    headerExtensions: { audio: [useSdesMid()], video: [useSdesMid(), useSdesRTPStreamId()] },
    // The default is a server of somebody else.
    iceServers: [],
    iceUseIpv6: false,
    iceUseTcp: false,
    iceAdditionalHostAddresses: [...network.addresses],
    ...(network.portRange && { icePortRange: [...network.portRange] as [number, number] }),
    bundlePolicy: 'max-bundle',
  })
  const endpoints = new Set<string>()
  const senders = new Map<Kind, RTCRtpSender>()
  const receivers = new Map<number, RTCRtpReceiver>()
  const heard = new WeakSet<object>()
  let isDescribed = false
  let isClosed = false
  let isDisturbed = false
  const held: Readonly<Record<string, unknown>>[] = []

  connection.onIceCandidate.subscribe((candidate) => {
    if (candidate === undefined || isClosed) return
    const { candidate: line, sdpMid, sdpMLineIndex } = candidate
    const content = { candidate: line, sdpMid, sdpMLineIndex }
    const [, , , , address, port] = line.split(' ')
    endpoints.add(`${address} ${port}`)
    network.endpoints?.add(`${address} ${port}`)
    // The client wants to be described first.
    if (isDescribed) listener.candidate(content)
    else held.push(content)
  })
  connection.connectionStateChange.subscribe((state) => {
    if (state === 'connected' && !isClosed) listener.connected()
  })
  /** Listens to the tracks of the client: with simulcast, there is one for each layer, of which no event tells. */
  function listen(): void {
    for (const receiver of connection.getReceivers()) {
      for (const track of receiver.tracks) {
        if (heard.has(track)) continue
        heard.add(track)
        const kind: Kind = track.kind === 'audio' ? 'audio' : 'video'
        track.onReceiveRtp.subscribe(({ header, payload }) => {
          // A padding packet has nothing to forward.
          if (payload.length === 0) return
          const { sequenceNumber, timestamp, marker, ssrc } = header
          if (!receivers.has(ssrc)) receivers.set(ssrc, receiver)
          listener.packet?.(kind, { payload, sequenceNumber, timestamp, marker }, { ssrc, rid: track.rid })
        })
      }
    }
  }

  /** Packets are delayed and lost below recovery, as a network does it; that needs the transport itself. */
  function disturb(): void {
    if (isDisturbed) return
    isDisturbed = true
    const clock = {
      now: () => performance.now(),
      setTimeout: (callback: () => void, wait: number) => {
        const timer = setTimeout(callback, wait)
        return () => clearTimeout(timer)
      },
    }
    for (const { iceTransport } of connection.dtlsTransports) {
      const ice = iceTransport.connection
      const lines = [0, 1].map(
        () =>
          new DelayLine(clock, () => {
            const route = network.route()
            return route ? vary(route, network.chance()) : 0
          }),
      )
      const pass = (line: DelayLine | undefined, data: Buffer, deliver: () => void) => {
        const { loss = 0 } = network.route() ?? {}
        if (loss > 0 && isMedia(data) && network.chance() < loss) return
        line?.push(deliver)
      }
      const send = ice.send.bind(ice)
      ice.send = async (data) => pass(lines[0], data, () => void send(data).catch(() => {}))
      const receive = ice.onData.execute.bind(ice.onData)
      ice.onData.execute = (data) => pass(lines[1], data, () => receive(data))
    }
  }

  function describe(): string {
    isDescribed = true
    const sdp = connection.localDescription?.sdp ?? ''
    // The candidates follow as messages of their own, once the description has been sent.
    queueMicrotask(() => {
      for (const candidate of held.splice(0)) listener.candidate(candidate)
    })
    return sdp
  }

  return {
    async answer(sdp) {
      await connection.setRemoteDescription({ type: 'offer', sdp })
      listen()
      const description = await connection.createAnswer()
      isDescribed = false
      // Gathering goes on beside it: the candidates come as they are found.
      const done = connection.setLocalDescription(description)
      disturb()
      await done
      return describe()
    },
    async offer(offered) {
      const stream = crypto.randomUUID()
      for (const kind of offered.keys()) {
        const transceiver = connection.addTransceiver(kind, { direction: 'sendonly' })
        transceiver.sender.streamId = stream
        senders.set(kind, transceiver.sender)
        if (kind === 'video') {
          transceiver.sender.onPictureLossIndication.subscribe(() => listener.keyframeNeeded?.())
          transceiver.sender.onRtcp.subscribe((packet) => {
            // A full intra request (RFC 5104 §4.3.1), which werift does not name.
            const { count } = (packet as { feedback?: { count?: number } }).feedback ?? {}
            if (packet.type === RtcpPayloadSpecificFeedback.type && count === 4) listener.keyframeNeeded?.()
          })
        }
      }
      const description = await connection.createOffer()
      const done = connection.setLocalDescription(description)
      disturb()
      await done
      return describe()
    },
    async accept(sdp) {
      await connection.setRemoteDescription({ type: 'answer', sdp })
    },
    async addCandidate({ candidate, sdpMid, sdpMLineIndex }) {
      if (typeof candidate !== 'string' || candidate === '') return
      // A name of mDNS would have to be asked for in the local network; the client's own checks tell its address.
      if (/ [\w-]+\.local /.test(candidate)) return
      await connection.addIceCandidate({
        candidate,
        ...(typeof sdpMid === 'string' && { sdpMid }),
        ...(typeof sdpMLineIndex === 'number' && { sdpMLineIndex }),
      })
    },
    send(kind, { payload, sequenceNumber, timestamp, marker }, isSwitched) {
      const sender = senders.get(kind)
      if (sender === undefined || isClosed) return
      const header = new RtpHeader({ sequenceNumber, timestamp, marker, extensions: [] })
      if (isSwitched) sender.replaceRTP(header, true)
      void sender.sendRtp(new RtpPacket(header, payload)).catch(() => {})
    },
    requestKeyframe(ssrc) {
      void receivers
        .get(ssrc)
        ?.sendRtcpPLI(ssrc)
        .catch(() => {})
    },
    limitBitrate(ssrc, bitrate) {
      const receiver = receivers.get(ssrc)
      if (receiver === undefined) return
      const exponent = Math.max(0, Math.ceil(Math.log2(bitrate)) - 18)
      const feedback = new ReceiverEstimatedMaxBitrate({
        senderSsrc: receiver.rtcpSsrc,
        mediaSsrc: 0,
        ssrcNum: 1,
        ssrcFeedbacks: [ssrc],
        brExp: exponent,
        brMantissa: Math.floor(bitrate / 2 ** exponent),
        bitrate: BigInt(Math.round(bitrate)),
      })
      const packet = new RtcpPayloadSpecificFeedback({ feedback })
      void receiver.dtlsTransport.sendRtcp([packet]).catch(() => {})
    },
    get receivableBitrate() {
      return Number(senders.get('video')?.receiverEstimatedMaxBitrate ?? 0)
    },
    async close() {
      isClosed = true
      for (const endpoint of endpoints) network.endpoints?.delete(endpoint)
      await connection.close()
    },
  }
}
