import { decodeSessionId, SessionIdError, type SessionIdFields } from '@opentok-sandbox/core'
import type { Message } from '../messaging/message.ts'
import type { Connection, EndReason } from './connection.ts'

/**
 * A session with clients in it. A session has no record that could be lost: everything that it needs to
 * begin is in its ID.
 */
export class Session {
  readonly id: string
  readonly apiKey: string
  readonly #connections = new Map<string, Connection>()

  constructor(id: string, apiKey: string) {
    this.id = id
    this.apiKey = apiKey
  }

  /** The URI that the resources of this session begin with (messaging facts §3). */
  get uri(): string {
    return `/v2/partner/${this.apiKey}/session/${this.id}`
  }

  /** The one address that clients write to (messaging facts §1.3). */
  get symphonyAddress(): string {
    return symphonyAddress(this.id)
  }

  get connections(): readonly Connection[] {
    return [...this.#connections.values()]
  }

  connection(id: string): Connection | undefined {
    return this.#connections.get(id)
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0
  }

  /** Adds a connection, and tells everybody, the newcomer included: its `connect()` waits for that. */
  join(connection: Connection): void {
    this.#connections.set(connection.id, connection)
    this.broadcast({
      method: 'created',
      uri: `${this.uri}/connection/${connection.id}`,
      content: connection,
      from: this.symphonyAddress,
    })
  }

  /** Removes a connection, and tells those who stay; the one that goes too, unless it went by itself. */
  leave(connection: Connection, reason: EndReason): void {
    if (this.#connections.get(connection.id) !== connection) return
    if (reason === 'clientDisconnected') this.#connections.delete(connection.id)
    this.broadcast({
      method: 'deleted',
      uri: `${this.uri}/connection/${connection.id}`,
      content: {},
      reason,
      from: this.symphonyAddress,
    })
    this.#connections.delete(connection.id)
  }

  broadcast(message: Message): void {
    for (const { mailbox } of this.#connections.values()) mailbox.deliver(message)
  }

  /** What a newcomer learns of the session (messaging facts §5). */
  state(): { connection: readonly Connection[]; stream: unknown[]; archive: unknown[] } {
    return { connection: this.connections, stream: [], archive: [] }
  }
}

/** The address of a session's messages; any text would do, and this is the one that logs understand. */
export function symphonyAddress(sessionId: string): string {
  return `symphony.${sessionId}`
}

/** The fields of a session ID, or `undefined` where the text is no session ID. */
export function readSessionId(sessionId: string): SessionIdFields | undefined {
  try {
    return decodeSessionId(sessionId)
  } catch (error) {
    if (error instanceof SessionIdError) return undefined
    throw error
  }
}
