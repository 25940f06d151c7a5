import type { MediaPath } from '../media/media-path.ts'
import { Session } from './session.ts'
import type { TraitMemory } from './traits.ts'

/** The sessions that have clients in them. One without needs no memory: its ID says all of it. */
export class Sessions {
  readonly #media: MediaPath
  readonly #traits: TraitMemory
  readonly #live = new Map<string, Session>()

  /** @param media how the media of all sessions travels */
  constructor(media: MediaPath, traits: TraitMemory) {
    this.#media = media
    this.#traits = traits
  }

  /** The live session of an ID, made live if nobody was in it. */
  open(id: string, apiKey: string): Session {
    const session = this.#live.get(id) ?? new Session(id, apiKey, this.#media, this.#traits.recall(id))
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
