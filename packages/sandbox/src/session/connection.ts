import type { Token } from '@opentok-sandbox/core'
import type { Message } from '../messaging/message.ts'
import { PERMISSIONS, type Permission } from './permissions.ts'

/** Why a connection or a stream ended, in the words of the wire. */
export type EndReason =
  | 'clientDisconnected'
  | 'forceDisconnected'
  | 'forceUnpublished'
  | 'networkDisconnected'

/** The way to one client, whatever happens to its socket meanwhile. */
export interface Mailbox {
  deliver(message: Message): void
  /** Ends the client's stay for another's sake; it is told, and left to close. */
  expel(): void
}

/** One client in a session, from its `connect()` until it leaves or is lost. */
export class Connection {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly creationTime: number
  /** The connection data of its token. */
  readonly data: string
  readonly permissions: readonly Permission[]
  /** What the layout classes of its streams begin as. */
  readonly initialLayoutClassList: readonly string[]
  readonly mailbox: Mailbox
  /** Whether its client asked for no connection events: signals must then say whom they come from. */
  readonly knowsNobody: boolean

  constructor(
    id: string,
    token: Pick<Token, 'role' | 'data' | 'initialLayoutClassList'>,
    creationTime: number,
    mailbox: Mailbox,
    { knowsNobody = false } = {},
  ) {
    this.knowsNobody = knowsNobody
    this.id = id
    this.creationTime = creationTime
    this.data = token.data
    this.permissions = PERMISSIONS[token.role]
    this.initialLayoutClassList = token.initialLayoutClassList
    this.mailbox = mailbox
  }

  may(permission: Permission): boolean {
    return this.permissions.includes(permission)
  }

  /** The connection as clients read it (messaging facts §3.3). */
  toJSON(): { id: string; creationTime: number; data: string; permissions: readonly Permission[] } {
    const { id, creationTime, data, permissions } = this
    return { id, creationTime, data, permissions }
  }
}
