/** The kinds of media. */
export type Kind = 'audio' | 'video'

/** The payload of one RTP packet, with what of its header all legs have in common (RFC 3550 §5.1). */
export interface MediaPacket {
  payload: Buffer
  sequenceNumber: number
  timestamp: number
  marker: boolean
}

/** How media is encoded, in the words of SDP. */
export interface Codec {
  /** `video/VP8`, `audio/opus`, … */
  mimeType: string
  clockRate: number
  channels?: number | undefined
  /** The parameters of its `fmtp` line. */
  parameters?: string | undefined
}
