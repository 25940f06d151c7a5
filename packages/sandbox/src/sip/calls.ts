import type { Clock, Token } from '@opentok-sandbox/core'
import { isApplicationId } from '../auth/project.ts'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import type { Cause } from '../session/event-details.ts'
import type { SessionEvent } from '../session/event-stream.ts'
import { Guest } from '../session/guest.ts'
import type { Session } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Simulations } from '../simulations.ts'

/** How a telephone was called (platform facts §5). */
export interface CallSettings {
  uri: string
  from?: string | undefined
  headers: Readonly<Record<string, string>>
  secure: boolean
  video: boolean
  observeForceMute: boolean
  /** The streams that are sent into the call; without them, all of the session. */
  streams?: readonly string[] | undefined
}

/** The IDs of a new call. */
export interface CallIds {
  call: string
  connection: string
  stream: string
}

/** A telephone in a session. */
export class Call {
  readonly id: string
  readonly streamId: string
  readonly guest: Guest
  readonly settings: CallSettings
  /** Whether the telephone is played; otherwise nobody is at the other end. */
  readonly isSimulated: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** The tones that were played to it, in their order. */
  digits = ''
  isOver = false

  constructor(
    ids: CallIds,
    guest: Guest,
    settings: CallSettings,
    { isSimulated, createdAt }: { isSimulated: boolean; createdAt: number },
  ) {
    this.id = ids.call
    this.streamId = ids.stream
    this.guest = guest
    this.settings = settings
    this.isSimulated = isSimulated
    this.createdAt = createdAt
  }

  /** The answer of the REST API; its project is text. */
  describe(): Record<string, unknown> {
    const { session, connection } = this.guest
    return {
      id: this.id,
      projectId: session.apiKey,
      sessionId: session.id,
      connectionId: connection.id,
      streamId: this.streamId,
      createdAt: this.createdAt,
      updatedAt: this.createdAt,
    }
  }
}

/** How long a telephone that cannot be reached stays in the session, in milliseconds. */
const RINGING = 1000

/** What to do where no telephone can be reached. */
export const NO_TELEPHONE =
  'The OpenTok Sandbox reaches no telephone: the call ends. Start it with --simulate sip for one that is played'

/** What calls need of the sandbox. */
export interface CallParts {
  clock: Clock
  sessions: Sessions
  log: Log
  simulations: Simulations
  onChange(): void
}

/**
 * SIP calls. The service shows a telephone in the session at once, whether or not it answers; the sandbox reaches none, so
 * that it goes again, or, where that was asked for, plays one (platform facts §5 and §11).
 */
export class Calls {
  readonly #parts: CallParts
  readonly #calls = new Map<string, Call>()

  constructor(parts: CallParts) {
    this.#parts = parts
  }

  /** Those that are under way. */
  list(): Call[] {
    return [...this.#calls.values()]
  }

  find(id: string): Call | undefined {
    return this.#calls.get(id)
  }

  dial(session: Session, token: Token, ids: CallIds, settings: CallSettings, cause: Cause): Call {
    const { clock, simulations, log } = this.#parts
    const now = clock.now()
    const guest = new Guest(session, ids.connection, token, now)
    const isSimulated = simulations.has('sip')
    const call = new Call(ids, guest, settings, { isSimulated, createdAt: now })
    this.#calls.set(call.id, call)
    guest.join(this.#parts.sessions, cause)
    guest.publish(
      ids.stream,
      {
        name: isSimulated ? 'SIP (simulated)' : 'SIP',
        audio: isSimulated ? true : 'silent',
        video: settings.video && isSimulated ? { width: 640, height: 480 } : undefined,
      },
      now,
      cause,
    )
    this.#tell(call, 'callCreated', undefined, cause)
    log({
      level: isSimulated ? 'info' : 'warn',
      message: isSimulated ? `The SIP call ${call.id} is simulated` : NO_TELEPHONE,
    })
    if (!isSimulated) clock.setTimeout(() => this.hangUp(call, 'unreachable', { by: 'timeout' }), RINGING)
    return call
  }

  /**
   * Plays tones to one telephone of a session, or to all.
   *
   * @throws {Refusal} 404 if none is there
   */
  playDigits(session: Session, digits: string, connectionId: string | undefined, cause: Cause): void {
    const receivers = this.list().filter(
      ({ guest, isSimulated }) =>
        isSimulated &&
        guest.session === session &&
        (connectionId === undefined || guest.connection.id === connectionId),
    )
    if (receivers.length === 0) {
      const hint = this.#parts.simulations.has('sip')
        ? 'No telephone was called, or it has hung up'
        : NO_TELEPHONE
      throw new Refusal(404, 'Not found. No SIP client is connected to the session.', hint)
    }
    for (const call of receivers) {
      call.digits += digits
      this.#tell(call, 'digits', digits, cause)
    }
  }

  /** The other end hangs up. */
  hangUp(call: Call, reason: string, cause: Cause): void {
    if (!call.isOver) this.#end(call, reason, cause)
    call.guest.leave(cause)
  }

  readonly listener = (event: SessionEvent): void => {
    const cause = { by: event.cause.by, entry: event.entry }
    for (const call of this.#calls.values()) {
      if (call.guest.session !== event.session) continue
      if (event.type === 'connectionDestroyed' && event.connection === call.guest.connection) {
        if (!call.isOver) this.#end(call, event.reason, cause)
      }
      const isMuted = event.type === 'streamMuteForced' && event.stream === call.guest.stream
      if (isMuted && call.settings.observeForceMute) {
        call.guest.mute(cause)
        this.#tell(call, 'callUpdated', 'muted', cause)
      }
    }
  }

  reset(): void {
    this.#calls.clear()
  }

  #end(call: Call, reason: string, cause: Cause): void {
    call.isOver = true
    this.#calls.delete(call.id)
    this.#tell(call, 'callDestroyed', reason, cause)
  }

  /** The form of its callback is a guess (platform facts §9.4). */
  #tell(call: Call, event: string, detail: string | undefined, cause: Cause): void {
    const { session, connection } = call.guest
    const { id, createdAt } = call
    const callback = {
      sessionId: session.id,
      ...(isApplicationId(session.apiKey)
        ? { applicationId: session.apiKey }
        : { projectId: session.apiKey }),
      event,
      ...(event === 'callDestroyed' && { reason: detail }),
      timestamp: this.#parts.clock.now(),
      call: { id, connectionId: connection.id, createdAt },
    }
    const isTold = event !== 'digits'
    session.tellOfService(
      { service: 'sip', id, status: event, reason: detail, ...(isTold && { callback }) },
      cause,
    )
    this.#parts.onChange()
  }
}
