import { Participant, type ParticipantIdentity, type PublishRequest } from './participant.ts'
import { type ClientParts, type Credentials, RefusedMessage } from './simulated-client.ts'

/** How many participants there can be at once. */
const MOST = 1000

/** The participants that the sandbox plays. */
export class Participants {
  readonly #parts: ClientParts
  readonly #present = new Map<string, Participant>()

  constructor(parts: ClientParts) {
    this.#parts = parts
  }

  /**
   * Lets one join.
   *
   * @returns when it is connected, and publishes if it is to
   * @throws {RefusedMessage}
   */
  async join(
    credentials: Credentials,
    identity: ParticipantIdentity,
    publish: PublishRequest | undefined,
  ): Promise<Participant> {
    const participant = new Participant(this.#parts, credentials, identity, ({ connectionId }) =>
      this.#present.delete(connectionId),
    )
    if (!this.hasRoomFor(1)) throw new RefusedMessage('joining', 409, 'tooManyParticipants')
    this.#present.set(participant.connectionId, participant)
    try {
      await participant.connect()
      if (publish) await participant.publish(publish)
    } catch (error) {
      participant.leave()
      this.#present.delete(participant.connectionId)
      throw error
    }
    return participant
  }

  /** Whether this many more may join. */
  hasRoomFor(count: number): boolean {
    return this.#present.size + count <= MOST
  }

  find(connectionId: string): Participant | undefined {
    return this.#present.get(connectionId)
  }

  /** It is not counted any more, whatever becomes of its connection. */
  forget({ connectionId }: Participant): void {
    this.#present.delete(connectionId)
  }

  [Symbol.iterator](): Iterator<Participant> {
    return this.#present.values()
  }

  /** Ends them, and whatever they wait for. */
  reset(): void {
    const participants = [...this.#present.values()]
    this.#present.clear()
    for (const participant of participants) participant.stop()
  }
}
