import type { Composition, Layout, StreamMedia } from '../composition/composition.ts'
import type { Stream } from '../session/stream.ts'

/** What has become of HLS, in the service's words (platform facts §4.2). */
export type HlsStatus = 'connecting' | 'ready' | 'live' | 'ended' | 'error'

/** What has become of one RTMP output. */
export type RtmpStatus = 'connecting' | 'live' | 'offline' | 'error'

/** One address that a broadcast is sent to. */
export interface RtmpOutput {
  id: string
  serverUrl: string
  streamName: string
}

/** What is to be broadcast, and where to. */
export interface BroadcastPlan extends Composition {
  broadcastId: string
  hls: { dvr: boolean; lowLatency: boolean } | undefined
  rtmp: readonly RtmpOutput[]
  /** In bits per second. */
  maxBitrate: number
}

/** What has become of the outputs. */
export interface BroadcastNews {
  hls?: HlsStatus
  rtmp?: { id: string; status: RtmpStatus }
  /** Why, for a person, where something went wrong. */
  reason?: string
}

/** A broadcast that is under way. */
export interface Broadcasting {
  /** A stream is in from now on, or other media of it than before. */
  include(stream: Stream, media: StreamMedia): void
  exclude(stream: Stream): void
  setLayout(layout: Layout): void
  /** The playlist says that it has ended; what is in it can still be played. */
  end(): void
}

/** Composes streams live. The sandbox itself has no media: without a broadcaster, outputs end as `error`. */
export interface Broadcaster {
  broadcast(plan: BroadcastPlan, report: (news: BroadcastNews) => void): Broadcasting
  /** Answers a request for a file of HLS: its playlist or a segment; `undefined` where there is none. */
  open(broadcastId: string, name: string, request: Request): Promise<Response | undefined>
  close(): void
}
