import type { Clock } from '@opentok-sandbox/core'
import type { Layout, StreamMedia } from '../composition/composition.ts'
import type { Log } from '../log.ts'
import { NamedTimers } from '../named-timers.ts'
import { Refusal } from '../refusal.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionEvent } from '../session/event-stream.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../session/stream.ts'
import { Broadcast, type BroadcastSettings, playlistUrl } from './broadcast.ts'
import type { Broadcaster, Broadcasting, BroadcastNews } from './broadcaster.ts'

/** How long after the last client has left a broadcast stops, in milliseconds (platform facts §4.3). */
const FAREWELL = 60_000

/** How many that have stopped are remembered. */
const MOST_REMEMBERED = 1000

/** Where a sandbox is that has no address of its own: only what it intercepts reaches it. */
const UNKNOWN_URL = 'https://api.opentok.com'

const NO_BROADCASTER = 'Media does not pass through the sandbox here. Run it as a server: npx opentok-sandbox'

/** What broadcasts need of the sandbox. */
export interface BroadcastParts {
  clock: Clock
  broadcaster: Broadcaster | undefined
  log: Log
  /** The address of the sandbox, for what is told without a request. */
  ownUrl(): string | undefined
  /** Is called when the list of broadcasts is not what it was. */
  onChange(): void
}

interface Running {
  work: Broadcasting | undefined
  timers: NamedTimers<'limit' | 'farewell'>
  included: Map<Stream, StreamMedia>
}

/** The live broadcasts of all projects, and their life cycle (platform facts §4.3). */
export class Broadcasts {
  readonly #parts: BroadcastParts
  readonly #broadcasts = new Map<string, Broadcast>()
  readonly #running = new Map<Broadcast, Running>()

  constructor(parts: BroadcastParts) {
    this.#parts = parts
  }

  /** Those that are live, the newest first. */
  list({ apiKey, sessionId }: { apiKey?: string; sessionId?: string | undefined } = {}): Broadcast[] {
    return [...this.#running.keys()]
      .filter(
        ({ session }) =>
          (apiKey === undefined || session.apiKey === apiKey) &&
          (sessionId === undefined || session.id === sessionId),
      )
      .reverse()
  }

  find(id: string): Broadcast | undefined {
    return this.#broadcasts.get(id)
  }

  /** @throws {Refusal} 404 */
  require(apiKey: string, id: string): Broadcast {
    const broadcast = this.#broadcasts.get(id)
    if (broadcast?.session.apiKey === apiKey) return broadcast
    const hint = 'The project does not have a broadcast with this ID'
    throw new Refusal(404, 'Not found. You passed in an invalid broadcast ID.', hint)
  }

  /** @throws {Refusal} 409 for a session that is broadcast already, under the same tag */
  start(session: Session, id: string, settings: BroadcastSettings, cause: Cause): Broadcast {
    const rival = [...this.#running.keys()].find(
      (one) => one.session === session && one.settings.multiBroadcastTag === settings.multiBroadcastTag,
    )
    if (rival) {
      const hint = `The session is being broadcast already, by ${rival.id}. Stop it, or give each broadcast a multiBroadcastTag of its own`
      throw new Refusal(409, 'Session is already composed for given tag with code 409', hint)
    }
    const { clock, broadcaster } = this.#parts
    const broadcast = new Broadcast(id, session, settings, clock.now())
    const timers = new NamedTimers<'limit' | 'farewell'>(clock)
    timers.set('limit', settings.maxDuration * 1000, () => this.stop(broadcast, { by: 'timeout' }))
    const running: Running = { work: undefined, timers, included: new Map() }
    this.#remember(broadcast)
    this.#running.set(broadcast, running)
    this.#tell(broadcast, cause)
    const report = (news: BroadcastNews) => this.#report(broadcast, news)
    if (broadcaster) running.work = broadcaster.broadcast({ broadcastId: id, ...settings }, report)
    // Its answer says that it is connecting.
    else clock.setTimeout(() => this.#failOutputs(broadcast), 0)
    this.#review(broadcast, running)
    return broadcast
  }

  /** @throws {Refusal} 409 for one that has stopped */
  stop(broadcast: Broadcast, cause: Cause): void {
    const running = this.#running.get(broadcast)
    if (running === undefined) {
      const message = 'The broadcast has already been stopped'
      throw new Refusal(409, message, 'It stopped by itself, or was stopped before', { code: 19002 })
    }
    this.#running.delete(broadcast)
    running.timers.cancelAll()
    running.work?.end()
    broadcast.status = 'stopped'
    if (broadcast.hlsStatus !== 'error') broadcast.hlsStatus = 'ended'
    this.#tell(broadcast, cause)
  }

  setLayout(broadcast: Broadcast, layout: Layout): void {
    const running = this.#requireRunning(broadcast)
    broadcast.settings.layout = layout
    running.work?.setLayout(layout)
  }

  /** @throws {Refusal} 404 for a stream that is not in the session */
  addStream(broadcast: Broadcast, streamId: string, media: StreamMedia): void {
    const running = this.#requireRunning(broadcast)
    if (!broadcast.session.streams.has(streamId)) throw unknownStream()
    broadcast.streams.add(streamId, media)
    this.#review(broadcast, running)
  }

  /** @throws {Refusal} 404 for a stream that was not added */
  removeStream(broadcast: Broadcast, streamId: string): void {
    const running = this.#requireRunning(broadcast)
    if (!broadcast.streams.remove(streamId)) throw unknownStream()
    this.#review(broadcast, running)
  }

  readonly listener = (event: SessionEvent): void => {
    const { type, session } = event
    for (const [broadcast, running] of this.#running) {
      if (broadcast.session !== session) continue
      if (type === 'streamDestroyed') broadcast.streams.remove(event.stream.id)
      if (type === 'streamDestroyed' || type === 'streamCreated') this.#review(broadcast, running)
      if (type === 'layoutChanged') {
        const media = running.included.get(event.stream)
        if (media) running.work?.include(event.stream, media)
      }
      if (type === 'connectionCreated') running.timers.cancel('farewell')
      if (type === 'connectionDestroyed' && session.connections.size === 0) {
        running.timers.set('farewell', FAREWELL, () => this.stop(broadcast, { by: 'timeout' }))
      }
    }
  }

  reset(): void {
    for (const { timers, work } of this.#running.values()) {
      timers.cancelAll()
      work?.end()
    }
    this.#running.clear()
    this.#broadcasts.clear()
  }

  #remember(broadcast: Broadcast): void {
    this.#broadcasts.set(broadcast.id, broadcast)
    if (this.#broadcasts.size <= MOST_REMEMBERED) return
    const oldest = [...this.#broadcasts.values()].find(({ status }) => status === 'stopped')
    if (oldest) this.#broadcasts.delete(oldest.id)
  }

  #review(broadcast: Broadcast, { included, work }: Running): void {
    const wanted = new Map(broadcast.streams.list().map(({ stream, ...media }) => [stream, media]))
    for (const stream of [...included.keys()]) {
      if (wanted.has(stream)) continue
      included.delete(stream)
      work?.exclude(stream)
    }
    for (const [stream, media] of wanted) {
      const former = included.get(stream)
      if (former?.hasAudio === media.hasAudio && former.hasVideo === media.hasVideo) continue
      included.set(stream, media)
      work?.include(stream, media)
    }
    this.#parts.onChange()
  }

  #report(broadcast: Broadcast, { hls, rtmp, reason }: BroadcastNews): void {
    if (broadcast.status === 'stopped') return
    if (reason) this.#parts.log({ level: 'warn', message: `The broadcast ${broadcast.id}: ${reason}` })
    const isNews =
      (hls !== undefined && broadcast.hlsStatus !== hls) ||
      (rtmp !== undefined && broadcast.rtmpStatus.get(rtmp.id) !== rtmp.status)
    if (!isNews) return
    if (hls) broadcast.hlsStatus = hls
    if (hls === 'error') broadcast.problem = reason
    if (rtmp) broadcast.rtmpStatus.set(rtmp.id, rtmp.status)
    this.#tell(broadcast, { by: 'server' }, reason)
  }

  #failOutputs(broadcast: Broadcast): void {
    const { hls, rtmp } = broadcast.settings
    if (hls) this.#report(broadcast, { hls: 'error', reason: NO_BROADCASTER })
    for (const { id } of rtmp) {
      this.#report(broadcast, { rtmp: { id, status: 'error' }, reason: NO_BROADCASTER })
    }
  }

  #tell(broadcast: Broadcast, cause: Cause, reason?: string): void {
    const { clock, ownUrl, onChange } = this.#parts
    broadcast.updatedAt = clock.now()
    broadcast.session.tellOfService(
      {
        service: 'broadcast',
        id: broadcast.id,
        status: broadcast.status,
        reason,
        callback: broadcast.describe(playlistUrl(ownUrl() ?? UNKNOWN_URL, broadcast)),
      },
      cause,
    )
    onChange()
  }

  #requireRunning(broadcast: Broadcast): Running {
    const running = this.#running.get(broadcast)
    if (running) return running
    const hint = 'The broadcast has stopped: it cannot change any more'
    throw new Refusal(409, 'The broadcast has already been stopped', hint, { code: 19002 })
  }
}

function unknownStream(): Refusal {
  const hint = 'The stream is not in the session, or not in the broadcast'
  return new Refusal(404, 'Not found. No stream with this ID.', hint)
}
