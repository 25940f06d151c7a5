import type { Role, Token } from '@opentok-sandbox/core'
import { PERMISSIONS, type Permission } from './permissions.ts'
import type { Place } from './place.ts'

/** Why a connection or a stream ended, in the words of the wire. */
export type EndReason =
  | 'clientDisconnected'
  | 'forceDisconnected'
  | 'forceUnpublished'
  | 'networkDisconnected'

/** One client in a session, from its `connect()` until it leaves or is lost. */
export class Connection {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly creationTime: number
  /** The connection data of its token. */
  readonly data: string
  readonly role: Role
  readonly permissions: readonly Permission[]
  /** The layout classes that its streams begin with. */
  readonly initialLayoutClassList: readonly string[]
  /** Whether its client asked for no connection events: a signal must then say who sent it. */
  readonly connectionEventsSuppressed: boolean
  /** Whether its client is a participant that the sandbox plays. */
  readonly simulated: boolean
  /** Whether its client can take the media of such participants, which is made up. */
  readonly takesFakeMedia: boolean
  /** Where its address is, if that has a place. */
  readonly addressPlace: Place | undefined

  constructor(
    id: string,
    token: Pick<Token, 'role' | 'data' | 'initialLayoutClassList'>,
    creationTime: number,
    {
      connectionEventsSuppressed = false,
      simulated = false,
      takesFakeMedia = false,
      addressPlace,
    }: Partial<
      Pick<Connection, 'addressPlace' | 'connectionEventsSuppressed' | 'simulated' | 'takesFakeMedia'>
    > = {},
  ) {
    this.connectionEventsSuppressed = connectionEventsSuppressed
    this.simulated = simulated
    this.takesFakeMedia = takesFakeMedia
    this.addressPlace = addressPlace
    this.role = token.role
    this.id = id
    this.creationTime = creationTime
    this.data = token.data
    this.permissions = PERMISSIONS[token.role]
    this.initialLayoutClassList = token.initialLayoutClassList
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
