import { isApplicationId } from '../auth/project.ts'
import type { Composition } from '../composition/composition.ts'
import { StreamSelection } from '../composition/stream-selection.ts'
import type { Session } from '../session/session.ts'
import type { HlsStatus, RtmpOutput, RtmpStatus } from './broadcaster.ts'

/** How a broadcast was asked for (platform facts §4.1). */
export interface BroadcastSettings extends Composition {
  hls: { dvr: boolean; lowLatency: boolean } | undefined
  rtmp: readonly RtmpOutput[]
  /** In seconds. */
  maxDuration: number
  /** In bits per second. */
  maxBitrate: number
  multiBroadcastTag?: string | undefined
}

/** Where the playlist of a broadcast is. */
export const PLAYLIST_PATH = '/broadcast2/:broadcast/:name'

/** @param base the address of the sandbox */
export function playlistUrl(base: string, { id }: Pick<Broadcast, 'id'>): string {
  return `${base}/broadcast2/${id}/playlist.m3u8`
}

/** A live broadcast of a session (platform facts §4). */
export class Broadcast {
  readonly id: string
  readonly session: Session
  readonly settings: BroadcastSettings
  readonly streams: StreamSelection
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  updatedAt: number
  status: 'started' | 'stopped' = 'started'
  hlsStatus: HlsStatus = 'connecting'
  /** Why its HLS failed. */
  problem: string | undefined
  readonly rtmpStatus = new Map<string, RtmpStatus>()

  constructor(id: string, session: Session, settings: BroadcastSettings, createdAt: number) {
    this.id = id
    this.session = session
    this.settings = settings
    this.createdAt = createdAt
    this.updatedAt = createdAt
    this.streams = new StreamSelection(session, settings)
    for (const output of settings.rtmp) this.rtmpStatus.set(output.id, 'connecting')
  }

  /**
   * The broadcast by the names of the REST API and of callbacks (platform facts §4.2).
   *
   * @param hlsUrl where its playlist is
   * @param hasHlsStatus whether the status of HLS is told: only where the broadcast itself is asked for
   */
  describe(hlsUrl: string, hasHlsStatus = false): Record<string, unknown> {
    const { id, session, settings } = this
    const isForApplication = isApplicationId(session.apiKey)
    const project = Number(session.apiKey)
    const broadcastUrls = this.status === 'stopped' ? null : this.#describeUrls(hlsUrl, hasHlsStatus)
    const { updatedAt } = this
    return {
      id,
      sessionId: session.id,
      ...(isForApplication ? { applicationId: session.apiKey } : { projectId: project, partnerId: project }),
      createdAt: this.createdAt,
      ...(isForApplication ? { broadcastUrls, updatedAt } : { updatedAt, broadcastUrls }),
      status: this.status,
      streamMode: settings.streamMode,
      hasAudio: settings.hasAudio,
      hasVideo: settings.hasVideo,
      maxDuration: settings.maxDuration,
      ...(settings.multiBroadcastTag !== undefined && { multiBroadcastTag: settings.multiBroadcastTag }),
      maxBitrate: settings.maxBitrate,
      ...(settings.hls && {
        settings: { hls: { lowLatency: settings.hls.lowLatency, dvr: settings.hls.dvr } },
      }),
      event: 'broadcast',
      resolution: settings.resolution,
      ...(settings.streamMode === 'manual' &&
        this.status === 'started' && { streams: this.streams.describe() }),
    }
  }

  #describeUrls(hlsUrl: string, hasHlsStatus: boolean) {
    const { hls, rtmp } = this.settings
    return {
      ...(hls && { hls: hls.dvr ? `${hlsUrl}?DVR` : hlsUrl }),
      ...(hls && hasHlsStatus && { hlsStatus: this.hlsStatus }),
      rtmp: rtmp.map(({ id, ...address }) => ({
        id,
        status: this.rtmpStatus.get(id) ?? 'connecting',
        ...address,
      })),
    }
  }
}
