import type { Token } from '@opentok-sandbox/core'
import { Connection } from './connection.ts'
import type { Cause } from './event-details.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { Stream } from './stream.ts'

/** What a guest publishes. */
export interface GuestMedia {
  name: string
  /** Whether it has sound; `silent` is a microphone that is off. */
  audio: boolean | 'silent'
  /** Its size in pixels; without one it has no picture. */
  video?: { width: number; height: number } | undefined
}

/**
 * A client that the platform itself puts into a session: a telephone, an Experience Composer, an audio connector. Others
 * see its connection and its stream like any client's (platform facts §5, §7 and §8).
 */
export class Guest {
  #session: Session
  readonly connection: Connection
  #stream: Stream | undefined

  /** @param token its connection data and role are the guest's */
  constructor(
    session: Session,
    connectionId: string,
    token: Pick<Token, 'role' | 'data' | 'initialLayoutClassList'>,
    now: number,
  ) {
    this.#session = session
    this.connection = new Connection(connectionId, token, now, { simulated: true })
  }

  get session(): Session {
    return this.#session
  }

  get stream(): Stream | undefined {
    return this.#stream
  }

  /** @param sessions nobody may have been in the session before */
  join(sessions: Sessions, cause: Cause): void {
    this.#session = sessions.open(this.#session.id, this.#session.apiKey)
    this.session.join(this.connection, cause)
  }

  publish(streamId: string, { name, audio, video }: GuestMedia, now: number, cause: Cause): Stream {
    const channel = [
      ...(video ? [{ id: 'video1', type: 'video', active: true, source: 'camera', ...video }] : []),
      ...(audio ? [{ id: 'audio1', type: 'audio', active: audio === true && !this.session.muted }] : []),
    ]
    const stream = Stream.read(streamId, this.connection, now, { name, channel })
    if (stream === undefined) throw new TypeError('A guest has a stream that cannot be read')
    this.#stream = stream
    this.session.publish(stream, cause)
    return stream
  }

  /** A moderator mutes it. */
  mute(cause: Cause): void {
    if (this.#stream) this.session.updateChannel(this.#stream, 'audio1', new Map([['active', false]]), cause)
  }

  get isThere(): boolean {
    return this.session.connections.get(this.connection.id) === this.connection
  }

  leave(cause: Cause): void {
    this.session.leave(this.connection, 'clientDisconnected', cause)
  }
}
