import type { Clock } from '@opentok-sandbox/core'
import { isApplicationId } from '../auth/project.ts'
import type { Log } from '../log.ts'
import { NamedTimers } from '../named-timers.ts'
import { Refusal } from '../refusal.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionEvent } from '../session/event-stream.ts'
import type { Session } from '../session/session.ts'
import type { Stream } from '../session/stream.ts'

/** The languages that live captions can be in (platform facts §6). */
export const CAPTION_LANGUAGES = [
  'en-US',
  'en-AU',
  'en-GB',
  'es-US',
  'zh-CN',
  'fr-FR',
  'fr-CA',
  'de-DE',
  'hi-IN',
  'it-IT',
  'ja-JP',
  'ko-KR',
  'pt-BR',
  'th-TH',
] as const

/** How captions were asked for. */
export interface CaptionSettings {
  languageCode: (typeof CAPTION_LANGUAGES)[number]
  /** In seconds. */
  maxDuration: number
  /** Whether text comes before its sentence is complete. */
  partialCaptions: boolean
  statusCallbackUrl?: string | undefined
}

/** The captions of one session. */
export interface Captions {
  readonly id: string
  readonly session: Session
  readonly settings: CaptionSettings
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  updatedAt: number
  status: 'started' | 'stopped'
  reason?: string
}

/** How many that have stopped are remembered. */
const MOST_REMEMBERED = 1000

const SILENT =
  'Captions are on, and silent: the OpenTok Sandbox recognizes no speech. captions.say(streamId, text) says what is spoken'

/** The channel that captions take. */
const CHANNEL = 'caption1'

/** What captions need of the sandbox. */
export interface CaptionParts {
  clock: Clock
  log: Log
  createId(): string
  onChange(): void
}

/**
 * Live captions (platform facts §6). The sandbox recognizes no speech: it is silent until it is told what was said.
 */
export class LiveCaptions {
  readonly #parts: CaptionParts
  readonly #captions = new Map<string, Captions>()
  readonly #running = new Map<Session, { captions: Captions; timers: NamedTimers<'limit'> }>()

  constructor(parts: CaptionParts) {
    this.#parts = parts
  }

  /** Those that are on. */
  list(): Captions[] {
    return Array.from(this.#running.values(), ({ captions }) => captions)
  }

  /** The captions of a session, while they are on. */
  of(session: Session): Captions | undefined {
    return this.#running.get(session)?.captions
  }

  /** @throws {Refusal} 404 */
  require(apiKey: string, id: string): Captions {
    const captions = this.#captions.get(id)
    if (captions?.session.apiKey === apiKey) return captions
    throw notFound('The project does not have captions with this ID')
  }

  /** @throws {Refusal} 409 if they are on already */
  start(session: Session, id: string, settings: CaptionSettings, cause: Cause): Captions {
    if (this.#running.has(session)) {
      const message = 'Audio captioning is already enabled'
      throw new Refusal(409, message, 'The session has captions already. Stop them first', { code: 60003 })
    }
    const { clock, log } = this.#parts
    const now = clock.now()
    const captions: Captions = { id, session, settings, createdAt: now, updatedAt: now, status: 'started' }
    const timers = new NamedTimers<'limit'>(clock)
    timers.set('limit', settings.maxDuration * 1000, () =>
      this.#end(captions, 'maximum duration exceeded', { by: 'timeout' }),
    )
    this.#captions.set(id, captions)
    const [oldest] = this.#captions.keys()
    if (this.#captions.size > MOST_REMEMBERED && oldest !== undefined) this.#captions.delete(oldest)
    this.#running.set(session, { captions, timers })
    log({ level: 'info', message: SILENT })
    this.#tell(captions, cause)
    return captions
  }

  /** @throws {Refusal} 404 if they are off already */
  stop(captions: Captions, cause: Cause): void {
    if (captions.status === 'stopped') throw notFound('The captions have stopped already')
    this.#end(captions, 'user initiated', cause)
  }

  /**
   * Sends a text as if it had been spoken in a stream.
   *
   * @param isFinal whether the sentence is complete
   * @returns whether it was sent: captions without partial results leave out what is not final
   */
  say(stream: Stream, text: string, isFinal: boolean, cause: Cause): boolean {
    const { session } = this.#sessionOf(stream)
    if (!isFinal && !this.of(session)?.settings.partialCaptions) return false
    const caption = { caption: { text }, streamId: stream.id, isFinal }
    const content = { data: JSON.stringify(caption) }
    session.sendData({ stream, channelId: CHANNEL, dataId: this.#parts.createId(), content }, cause)
    return true
  }

  readonly listener = ({ type, session, cause, entry }: SessionEvent): void => {
    if (type !== 'connectionDestroyed' || session.connections.size > 0) return
    const captions = this.of(session)
    if (captions) this.#end(captions, 'session ended', { by: cause.by, entry })
  }

  /** By the names of the REST API and of callbacks. */
  describe(captions: Captions): Record<string, unknown> {
    const { id, session, settings, status, reason, createdAt, updatedAt } = captions
    const until = status === 'stopped' ? updatedAt : this.#parts.clock.now()
    return {
      captionId: id,
      ...(isApplicationId(session.apiKey)
        ? { applicationId: session.apiKey }
        : { projectId: session.apiKey }),
      sessionId: session.id,
      status,
      ...(reason !== undefined && { reason }),
      createdAt,
      updatedAt,
      duration: Math.floor((until - createdAt) / 1000),
      languageCode: settings.languageCode,
      provider: 'aws-transcribe',
    }
  }

  reset(): void {
    for (const { timers } of this.#running.values()) timers.cancelAll()
    this.#running.clear()
    this.#captions.clear()
  }

  #sessionOf(stream: Stream): Captions {
    for (const { captions } of this.#running.values()) {
      if (captions.session.streams.get(stream.id) === stream) return captions
    }
    throw notFound('The session of the stream has no captions. Start them first')
  }

  #end(captions: Captions, reason: string, cause: Cause): void {
    this.#running.get(captions.session)?.timers.cancelAll()
    this.#running.delete(captions.session)
    captions.status = 'stopped'
    captions.reason = reason
    this.#tell(captions, cause)
  }

  #tell(captions: Captions, cause: Cause): void {
    const { id, session, status, reason, settings } = captions
    captions.updatedAt = this.#parts.clock.now()
    session.tellOfService(
      {
        service: 'captions',
        id,
        status,
        reason,
        callback: { ...this.describe(captions), group: 'captions' },
        callbackUrl: settings.statusCallbackUrl,
      },
      cause,
    )
    this.#parts.onChange()
  }
}

function notFound(hint: string): Refusal {
  return new Refusal(404, 'Not found. No captions with this ID.', hint)
}
