import type { MediaPath } from '../media/media-path.ts'
import { Session } from './session.ts'
import type { TraitMemory } from './traits.ts'

/** The sessions that have clients in them. One without needs no memory: its ID says all of it. */
export class Sessions {
  readonly #media: MediaPath
  readonly #traits: TraitMemory
  readonly #live = new Map<string, Session>()
  readonly #listeners = new Set<() => void>()

  /** @param media how the media of all sessions travels */
  constructor(media: MediaPath, traits: TraitMemory) {
    this.#media = media
    this.#traits = traits
  }

  /** The live session of an ID, made live if nobody was in it. */
  open(id: string, apiKey: string): Session {
    const session =
      this.#live.get(id) ?? new Session(id, apiKey, this.#media, this.#traits.recall(id), this.#changed)
    this.#live.set(id, session)
    return session
  }

  /** Forgets a session if the last client has left it. */
  release(session: Session): void {
    if (session.connections.size === 0) this.#live.delete(session.id)
  }

  /** The live session of an ID, if anybody is in it. */
  find(id: string): Session | undefined {
    return this.#live.get(id)
  }

  [Symbol.iterator](): Iterator<Session> {
    return this.#live.values()
  }

  /** Calls back whenever who or what is in a session has changed; the function returned ends that. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly #changed = () => {
    for (const listener of this.#listeners) listener()
  }

  get size(): number {
    return this.#live.size
  }

  clear(): void {
    this.#live.clear()
    this.#changed()
  }
}
