import { isRole, ROLES, type Role } from '@opentok-sandbox/core/token'
import { type Call, CallError, connect } from './call.ts'
import { nameOf, setupConnectionList } from './connection-list.ts'
import { create, element } from './element.ts'
import { setupLog } from './log-view.ts'

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
  prepare(options: { role: Role; data: string }): Promise<{ apiKey: string; token: string }>
}

/** The part of the page that joins a session: role, status, connections, chat and events. */
export interface CallView {
  /** Offers a session; a call to another one ends. */
  offer(joinable: Joinable): void
  /** Joins the session offered. */
  join(role?: Role): Promise<void>
}

export function setupCallView({ onRole }: { onRole: (role: Role) => void }): CallView {
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
  const name = `Guest ${crypto.randomUUID().slice(0, 4)}`
  let joinable: Joinable | undefined
  let call: Call | undefined

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

  async function join(): Promise<void> {
    if (joinable === undefined || call !== undefined || connectButton.ariaDisabled === 'true') return
    const { sessionId, prepare } = joinable
    callError.textContent = ''
    setState('connecting')
    let own = ''
    try {
      const { apiKey, token } = await prepare({
        role: role(),
        data: new URLSearchParams({ name }).toString(),
      })
      call = await connect(
        { apiKey, sessionId, token },
        {
          connected(connection) {
            own = connection.connectionId
            setState('connected')
          },
          disconnected(reason) {
            call = undefined
            connections.clear()
            setState('disconnected')
            if (reason !== 'clientDisconnected') callError.textContent = `You were disconnected: ${reason}`
          },
          connectionCreated: (connection) => connections.add(connection, connection.connectionId === own),
          connectionDestroyed: (connection) => connections.remove(connection.connectionId),
          chat: (from, text) =>
            chat.add(
              from?.connectionId === own ? 'own' : '',
              create('strong', '', from?.connectionId === own ? 'You' : nameOf(from)),
              text,
            ),
          event: (event, detail) =>
            events.add('', timeNow(), create('b', '', event), create('span', '', detail)),
        },
      )
    } catch (error) {
      setState('ready')
      callError.textContent = error instanceof Error ? error.message : String(error)
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void join()
  })
  disconnectButton.addEventListener('click', () => call?.disconnect())
  chatForm.addEventListener('submit', async (event) => {
    event.preventDefault()
    const text = message.value.trim()
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
      joinable = newJoinable
      call?.disconnect()
      call = undefined
      setState('ready')
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
