import type { ParticipantSnapshot, Sandbox } from '@opentok-sandbox/sandbox'

/** Who joins a room, besides the room. */
export type RoomJoinRequest = Omit<Parameters<Sandbox['participants']['join']>[0], 'room' | 'sessionId'>

/** A room of a test's own: no other test is in it, in whichever worker. */
export interface TestRoom {
  readonly name: string
  /** What a page connects with: a session's ID and a publisher's token. */
  readonly apiKey: string
  readonly sessionId: string
  readonly token: string
  /** Lets a simulated participant join, who publishes a picture and a tone unless told otherwise. */
  join(name: string, request?: RoomJoinRequest): Promise<ParticipantSnapshot>
}

/**
 * Makes a room.
 *
 * @param name where there is none of the name, there is one now
 */
export async function createRoom(sandbox: Sandbox, name: string): Promise<TestRoom> {
  const { apiKey, sessionId, token } = await sandbox.tokens.create({ room: name })
  return {
    name,
    apiKey,
    sessionId,
    token,
    async join(participant, request) {
      const [joined] = await sandbox.participants.join({
        publish: true,
        ...request,
        room: name,
        name: participant,
      })
      if (joined === undefined) throw new Error(`${participant} did not join`)
      return joined
    },
  }
}
