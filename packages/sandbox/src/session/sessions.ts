import type { MediaPath } from '../media/media-path.ts'
import { Session } from './session.ts'

/** The sessions that have clients in them. One without needs no memory: its ID says all of it. */
export class Sessions {
  readonly #media: MediaPath
  readonly #live = new Map<string, Session>()

  /** @param media how the media of all sessions travels */
  constructor(media: MediaPath) {
    this.#media = media
  }

  /** The live session of an ID, made live if nobody was in it. */
  open(id: string, apiKey: string): Session {
    const session = this.#live.get(id) ?? new Session(id, apiKey, this.#media)
    this.#live.set(id, session)
    return session
  }

  /** Forgets a session if the last client has left it. */
  release(session: Session): void {
    if (session.connections.size === 0) this.#live.delete(session.id)
  }

  get size(): number {
    return this.#live.size
  }

  clear(): void {
    this.#live.clear()
  }
}
