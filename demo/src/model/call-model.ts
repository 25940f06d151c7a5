import type { Connection } from '@opentok/client'
import { isRole, type Role } from '@opentok-sandbox/core/token'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type Call, CallError, type CallEvents, connect } from '../client/call.ts'
import type { PageSandbox } from '../page-sandbox.ts'
import { type ChatLine, createCallLog, type EventLine } from './call-log.ts'
import { describeEnd } from './end-of-call.ts'
import { messageOf } from './message-of.ts'
import { nameOf } from './name-of.ts'
import { createPicturesModel, type PicturesModel } from './pictures-model.ts'
import { rememberStay, type Stay, watchUnload } from './stay.ts'

/** How far a call is. */
export type CallPhase = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'disconnected'

/** A client in the session of the call. */
export interface Member {
  connectionId: string
  name: string
  isOwn: boolean
  /** Makes it leave, where this client may do that. */
  remove?: (() => void) | undefined
}

/** The call that this page makes. */
export interface CallModel {
  /** As whom the page connects. */
  readonly name: Signal<string>
  readonly role: Signal<Role>
  readonly phase: ReadonlySignal<CallPhase>
  /** Why the call failed or ended. */
  readonly error: ReadonlySignal<string>
  readonly members: ReadonlySignal<readonly Member[]>
  readonly chat: ReadonlySignal<readonly ChatLine[]>
  readonly events: ReadonlySignal<readonly EventLine[]>
  readonly pictures: PicturesModel
  /** Whether all are muted by this moderator. */
  readonly isAllMuted: ReadonlySignal<boolean>
  /** The ID of this page's connection. */
  readonly ownId: ReadonlySignal<string | undefined>
  /** The role that the call has, where `role` is what the next one will have. */
  readonly presentRole: ReadonlySignal<Role | undefined>
  /** The name that the call has. */
  readonly presentName: ReadonlySignal<string | undefined>
  /** Takes a session; a call to another one ends. */
  enter(sessionId: string): void
  /** Connects to the session. */
  join(token?: string): Promise<void>
  leave(): void
  /** Leaves, and joins again with the role that is chosen now. */
  rejoin(): void
  /** @returns what went wrong, or nothing */
  sendChat(text: string): Promise<string>
  toggleAllMuted(): void
  /** Drops the socket, as a broken network does. */
  drop(): void
}

export function createCallModel(sandbox: Promise<PageSandbox>, name: Signal<string>): CallModel {
  const role = signal<Role>('publisher')
  const phase = signal<CallPhase>('idle')
  const error = signal('')
  const members = signal<readonly Member[]>([])
  const log = createCallLog()
  const isAllMuted = signal(false)
  const ownId = signal<string>()
  const presentRole = signal<Role>()
  const presentName = signal<string>()
  const pictures = createPicturesModel()
  const isUnloading = watchUnload()
  let sessionId: string | undefined
  /** The stay that the page shows; events of an earlier one are ignored. */
  let stay: { call?: Call } | undefined
  let rejoins = false

  const complain = (problem: unknown) => {
    error.value = messageOf(problem)
  }

  /** Shows no participants any more. */
  function clear(): void {
    members.value = []
    isAllMuted.value = false
    ownId.value = presentRole.value = presentName.value = undefined
    pictures.end()
  }

  async function join(token?: string): Promise<void> {
    if (sessionId === undefined || stay !== undefined) return
    const current: { call?: Call } = {}
    stay = current
    const as: Stay = { sessionId, name: name.value.trim() || 'Guest', role: role.value, token }
    error.value = ''
    phase.value = 'connecting'
    try {
      const { commands, loadClient } = await sandbox
      const data = new URLSearchParams({ name: as.name }).toString()
      const credentials = await commands.tokens.create({ sessionId: as.sessionId, role: as.role, data })
      const client = await loadClient()
      const call = await connect(client, { ...credentials, ...(token && { token }) }, showEvents(current))
      // Meanwhile, the page may have gone on to another session.
      if (stay !== current) {
        call.disconnect()
        return
      }
      current.call = call
      rememberStay(as)
      presentRole.value = as.role
      presentName.value = as.name
      const publishes = as.role !== 'subscriber'
      pictures.begin(call, { name: as.name, publishes, moderates: as.role === 'moderator' })
    } catch (problem) {
      if (stay !== current) return
      stay = undefined
      phase.value = 'idle'
      rememberStay(undefined)
      complain(problem)
    }
  }

  function ended(reason: string): void {
    stay = undefined
    clear()
    phase.value = 'disconnected'
    error.value = describeEnd(reason)
    if (!isUnloading()) rememberStay(undefined)
    if (!rejoins) return
    rejoins = false
    void join()
  }

  /** Shows what the client says, for as long as its stay is the one that the page shows. */
  function showEvents(current: { call?: Call }): CallEvents {
    const whileShown =
      <Heard extends unknown[]>(show: (...heard: Heard) => void) =>
      (...heard: Heard) => {
        if (stay === current) show(...heard)
      }
    return {
      connected: whileShown((connection) => {
        ownId.value = connection.connectionId
        phase.value = 'connected'
      }),
      disconnected: whileShown(ended),
      reconnecting: whileShown((isReconnecting) => {
        phase.value = isReconnecting ? 'reconnecting' : 'connected'
      }),
      connectionCreated: whileShown((connection) => addMember(connection, current)),
      connectionDestroyed: whileShown(({ connectionId }) => {
        members.value = members.value.filter((member) => member.connectionId !== connectionId)
      }),
      streamCreated: whileShown((stream) => pictures.streamCreated(stream)),
      streamDestroyed: whileShown((stream) => pictures.streamDestroyed(stream)),
      streamChanged: whileShown((stream) => pictures.streamChanged(stream)),
      muteForced: whileShown((isActive) => {
        pictures.muteForced(isActive)
        isAllMuted.value = isActive
      }),
      chat: whileShown((from, text) => {
        const isOwn = from?.connectionId === ownId.value
        log.addChat({ from: isOwn ? 'You' : nameOfSender(from), isOwn, text })
      }),
      event: whileShown((event, detail) => log.addEvent(event, detail)),
    }
  }

  function addMember(connection: Connection, current: { call?: Call }): void {
    const { connectionId, data } = connection
    const isOwn = connectionId === ownId.value
    const remove = () => void current.call?.remove(connection).catch(complain)
    const member: Member = {
      connectionId,
      isOwn,
      name: nameOf({ id: connectionId, data }),
      remove: !isOwn && role.value === 'moderator' ? remove : undefined,
    }
    members.value = [...members.value, member]
  }

  return {
    name,
    role,
    phase,
    error,
    members,
    chat: log.chat,
    events: log.events,
    pictures,
    isAllMuted,
    ownId,
    presentRole,
    presentName,
    enter(entered) {
      if (sessionId === entered) return
      const former = stay
      sessionId = entered
      stay = undefined
      clear()
      log.clearChat()
      error.value = former ? 'You left the session before: this is another one.' : ''
      phase.value = 'idle'
      former?.call?.disconnect()
    },
    join,
    leave: () => stay?.call?.disconnect(),
    rejoin() {
      rejoins = true
      stay?.call?.disconnect()
    },
    async sendChat(text) {
      try {
        await stay?.call?.sendChat(text)
        return ''
      } catch (problem) {
        if (!(problem instanceof CallError)) throw problem
        const role = presentRole.value
        return role === 'subscriber' || role === 'publisheronly'
          ? `${problem.message}. A ${role} cannot signal.`
          : problem.message
      }
    },
    toggleAllMuted() {
      const call = stay?.call
      if (call === undefined) return
      const work = isAllMuted.value ? call.allowSound() : call.muteAll()
      work.catch(complain)
    },
    drop() {
      const connectionId = ownId.value
      if (connectionId === undefined) return
      sandbox.then(({ commands }) => commands.drop(connectionId)).catch(complain)
    },
  }
}

const nameOfSender = (from: Connection | null) =>
  from ? nameOf({ id: from.connectionId, data: from.data }) : 'The server'

/** The role that a text names; a publisher's if it names none. */
export const readRole = (text: string): Role => (isRole(text) ? text : 'publisher')
