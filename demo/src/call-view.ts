import type OT from '@opentok/client'
import { isRole, ROLES, type Role } from '@opentok-sandbox/core/token'
import { type Call, CallError, type CallEvents, connect } from './call.ts'
import { nameOf, setupConnectionList } from './connection-list.ts'
import { create, element } from './element.ts'
import { setupLog } from './log-view.ts'
import { setupNetworkMenu } from './network-menu.ts'
import type { DemoNetwork } from './project.ts'
import { setupVideoCall } from './video-call.ts'

/** What each role may do, in the words of the page. */
const ROLE_HELP: Record<Role, string> = {
  subscriber: 'Sees and hears others. It cannot publish or signal.',
  publisher: 'Publishes, subscribes and signals.',
  publisheronly: 'Publishes and signals. It cannot subscribe.',
  moderator: 'Does all that, and can mute and disconnect others.',
}

const STATUS = {
  empty: 'no session',
  ready: 'ready',
  connecting: 'connecting…',
  connected: 'connected',
  disconnected: 'disconnected',
} as const

/** A session to join, and how to get what joining it takes. */
export interface Joinable {
  sessionId: string
  prepare(options: {
    role: Role
    data: string
  }): Promise<{ apiKey: string; token: string; loadClient(): Promise<typeof OT> }>
}

/** What the call view leaves to others. */
export interface CallViewOptions {
  onRole(role: Role): void
  /** The reader wants to see what happens when the socket of this connection drops. */
  onDrop(connectionId: string): Promise<void>
  network: Promise<DemoNetwork>
}

/** The part of the page that joins a session: role, status, connections, chat and events. */
export interface CallView {
  /** Offers a session; a call to another one ends. */
  offer(joinable: Joinable): void
  /** Joins the session offered. */
  join(role?: Role): Promise<void>
}

export function setupCallView({ onRole, onDrop, network }: CallViewOptions): CallView {
  const form = element('call-form', HTMLFormElement)
  const roleSelect = element('role', HTMLSelectElement)
  const connectButton = element('connect', HTMLButtonElement)
  const disconnectButton = element('disconnect', HTMLButtonElement)
  const status = element('status', HTMLElement)
  const callError = element('call-error', HTMLElement)
  const chatForm = element('chat-form', HTMLFormElement)
  const message = element('message', HTMLInputElement)
  const send = element('send', HTMLButtonElement)
  const chatError = element('chat-error', HTMLElement)
  const connections = setupConnectionList()
  const chat = setupLog('chat')
  const events = setupLog('events')
  const video = setupVideoCall()
  const name = `Guest ${crypto.randomUUID().slice(0, 4)}`
  let joinable: Joinable | undefined
  /** The session that the page shows; events of an earlier one are ignored. */
  let stay: { call?: Call } | undefined
  let ownConnectionId = ''

  roleSelect.append(
    ...ROLES.map((role) => new Option(role, role, role === 'publisher', role === 'publisher')),
  )
  const role = () => (isRole(roleSelect.value) ? roleSelect.value : 'publisher')
  const updateRole = () => {
    element('role-help', HTMLElement).textContent = ROLE_HELP[role()]
    onRole(role())
  }
  roleSelect.addEventListener('change', updateRole)
  updateRole()

  function setState(state: keyof typeof STATUS): void {
    const inCall = state === 'connected'
    // The button that takes the other's place takes its focus, too.
    const focused = document.activeElement === (inCall ? connectButton : disconnectButton)
    status.textContent = STATUS[state]
    status.dataset.state = state
    connectButton.disabled = state === 'empty'
    // Disabled, it would lose the focus.
    connectButton.ariaDisabled = String(state === 'connecting')
    connectButton.hidden = inCall
    disconnectButton.hidden = !inCall
    roleSelect.disabled = inCall || state === 'connecting'
    message.disabled = send.disabled = !inCall
    if (focused) (inCall ? disconnectButton : connectButton).focus()
  }

  const complain = (error: unknown) => {
    callError.textContent = error instanceof Error ? error.message : String(error)
  }

  const menu = setupNetworkMenu(network, complain)

  /** Shows no participants any more. */
  function clear(): void {
    menu.setClient(undefined)
    connections.clear()
    video.end()
  }

  element('drop', HTMLButtonElement).addEventListener('click', () => {
    onDrop(ownConnectionId).catch(complain)
  })

  async function join(): Promise<void> {
    if (joinable === undefined || stay !== undefined) return
    const current: { call?: Call } = {}
    stay = current
    const { sessionId, prepare } = joinable
    callError.textContent = ''
    setState('connecting')
    try {
      const { apiKey, token, loadClient } = await prepare({
        role: role(),
        data: new URLSearchParams({ name }).toString(),
      })
      const client = await loadClient()
      const call = await connect(client, { apiKey, sessionId, token }, showEvents(current))
      // Meanwhile, the page may have gone on to another session.
      if (stay !== current) {
        call.disconnect()
        return
      }
      current.call = call
      const publishes = role() !== 'subscriber'
      video.begin(call, { name, publishes, moderates: role() === 'moderator' })
    } catch (error) {
      if (stay !== current) return
      stay = undefined
      setState('ready')
      callError.textContent = error instanceof Error ? error.message : String(error)
    }
  }

  /** Shows what the client says, for as long as its stay is the one that the page shows. */
  function showEvents(current: { call?: Call }): CallEvents {
    let own = ''
    const whileShown =
      <Heard extends unknown[]>(show: (...heard: Heard) => void) =>
      (...heard: Heard) => {
        if (stay === current) show(...heard)
      }
    return {
      connected: whileShown((connection) => {
        own = connection.connectionId
        ownConnectionId = own
        menu.setClient(own)
        setState('connected')
      }),
      disconnected: whileShown((reason) => {
        stay = undefined
        clear()
        setState('disconnected')
        if (reason !== 'clientDisconnected') callError.textContent = `You were disconnected: ${reason}`
      }),
      connectionCreated: whileShown((connection) => {
        const mine = connection.connectionId === own
        const remove = () => void current.call?.remove(connection).catch(complain)
        connections.add(connection, mine, !mine && role() === 'moderator' ? remove : undefined)
      }),
      connectionDestroyed: whileShown((connection) => connections.remove(connection.connectionId)),
      streamCreated: whileShown((stream) => video.streamCreated(stream)),
      streamDestroyed: whileShown((stream) => video.streamDestroyed(stream)),
      chat: whileShown((from, text) => {
        const mine = from?.connectionId === own
        chat.add(mine ? 'own' : '', create('strong', '', mine ? 'You' : nameOf(from)), text)
      }),
      event: whileShown((event, detail) =>
        events.add('', timeNow(), create('b', '', event), create('span', '', detail)),
      ),
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void join()
  })
  disconnectButton.addEventListener('click', () => stay?.call?.disconnect())
  chatForm.addEventListener('submit', async (event) => {
    event.preventDefault()
    const text = message.value.trim()
    const call = stay?.call
    if (text === '' || call === undefined) return
    chatError.textContent = ''
    try {
      await call.sendChat(text)
      message.value = ''
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      // What was typed stays, to be sent again.
      chatError.textContent =
        role() === 'subscriber' ? `${error.message}. A subscriber cannot signal.` : error.message
    }
  })

  return {
    offer(newJoinable) {
      if (joinable?.sessionId === newJoinable.sessionId) return
      const former = stay
      joinable = newJoinable
      stay = undefined
      clear()
      callError.textContent = former ? 'You left the session before: this is another one.' : ''
      setState('ready')
      former?.call?.disconnect()
    },
    join(newRole) {
      if (newRole) {
        roleSelect.value = newRole
        updateRole()
      }
      return join()
    },
  }
}

function timeNow(): HTMLElement {
  const time = create('time', '', new Date().toLocaleTimeString([], { hour12: false }))
  return time
}
