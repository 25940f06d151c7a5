import { type Role, readToken } from '@opentok-sandbox/core/token'
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { PageSandbox } from '../page-sandbox.ts'
import { type CallModel, createCallModel, readRole } from './call-model.ts'
import { createJournalModel, type JournalModel } from './journal-model.ts'
import { createLiveModel, type LiveModel, type Person } from './live-model.ts'
import { messageOf } from './message-of.ts'
import { readPageAddress, showAddress } from './page-address.ts'
import { isPanel, type PanelName } from './panels.ts'
import { createRecentSessions, type RecentSessions } from './recent-sessions.ts'
import { createSessionForm, type SessionForm } from './session-form.ts'
import { createSessionModel, type SessionModel } from './session-model.ts'
import { recallStay } from './stay.ts'

/** All that the page shows, and what can be done about it. */
export interface Studio {
  readonly session: SessionModel
  readonly sessionForm: SessionForm
  readonly recent: RecentSessions
  readonly call: CallModel
  readonly live: LiveModel
  readonly journal: JournalModel
  /** The panel of the inspector that is open: the one that was chosen, or else what helps at this point. */
  readonly panel: ReadonlySignal<PanelName>
  openPanel(panel: PanelName): void
  /** How often a panel was opened by the reader. */
  readonly panelsOpened: ReadonlySignal<number>
  /** The sandbox, once it has started. */
  readonly sandbox: ReadonlySignal<PageSandbox | undefined>
  /** Why the sandbox could not start. */
  readonly startupError: ReadonlySignal<string>
  /** The people of the session that is shown; where there is none, all. */
  readonly people: ReadonlySignal<readonly Person[]>
  /** Joins a room with simulated participants in it, to show what there is. */
  showExample(): Promise<void>
  /** Shows a session, and connects to it. */
  joinSession(sessionId: string, room?: string): void
}

/** Who is in the room that shows what there is. */
const EXAMPLE = { room: 'example', name: 'Guest', count: 3, publish: true }

const NAME_KEY = 'opentok-sandbox name'

/** Makes the model of the page. Calls made before the sandbox is ready wait for it. */
export function createStudio(opening: Promise<PageSandbox>): Studio {
  const address = readPageAddress(location.search)
  const recent = createRecentSessions(localStorage, Date.now)
  const session = createSessionModel(opening, recent)
  const stay = recallStay()
  const name = signal(
    address.name ?? sessionStorage.getItem(NAME_KEY) ?? `Guest ${crypto.randomUUID().slice(0, 4)}`,
  )
  const call = createCallModel(opening, name)
  const live = createLiveModel(opening)
  const journal = createJournalModel()
  const chosenPanel = signal(isPanel(address.panel) ? address.panel : undefined)
  const panelsOpened = signal(0)
  const suggestedPanel = computed((): PanelName => {
    const { shown } = session
    if (!['idle', 'connecting'].includes(call.phase.value)) return 'journal'
    return shown.value ? 'wire' : 'app'
  })
  const sandbox = signal<PageSandbox>()
  const startupError = signal('')

  effect(() => sessionStorage.setItem(NAME_KEY, name.value))
  effect(() => {
    const { shown } = session
    if (shown.value) call.enter(shown.value.sessionId)
  })

  opening.then(
    (opened) => {
      sandbox.value = opened
      opened.follow({ ...live.news, journal: journal.add })
    },
    (error: unknown) => {
      startupError.value = `The sandbox could not start. ${messageOf(error)}`
    },
  )

  async function followAddress(): Promise<void> {
    const { session: sessionId, room, connect, token } = address
    if (sessionId !== undefined) {
      if (!session.open(sessionId)) return
    } else if (room !== undefined) await session.openRoom(room)
    const entered = session.shown.value?.sessionId
    if (entered === undefined) return
    const returns = connect === undefined && token === undefined && stay?.sessionId === entered
    if (returns) {
      name.value = stay.name
      call.role.value = stay.role
    } else if (connect === undefined && token === undefined) return
    else call.role.value = (token && roleOf(token)) || readRole(connect ?? '')
    void call.join(returns ? stay.token : token)
  }
  const followed = followAddress().catch((error: unknown) => {
    startupError.value ||= messageOf(error)
  })

  // Once it has been followed, a link to connect is one to the session.
  void followed.then(() =>
    effect(() => {
      const { sessionId, room } = session.shown.value ?? {}
      showAddress({
        session: room === undefined ? (sessionId ?? address.session) : undefined,
        room,
        panel: chosenPanel.value,
      })
    }),
  )

  return {
    session,
    sessionForm: createSessionForm(session.generate),
    recent,
    call,
    live,
    journal,
    panel: computed(() => chosenPanel.value ?? suggestedPanel.value),
    openPanel(panel) {
      chosenPanel.value = panel
      panelsOpened.value++
    },
    panelsOpened,
    sandbox,
    startupError,
    people: computed(() => {
      const { sessionId } = session.shown.value ?? {}
      const all = live.people.value
      return sessionId === undefined ? all : all.filter((person) => person.sessionId === sessionId)
    }),
    async showExample() {
      const { commands } = await opening
      await session.openRoom(EXAMPLE.room)
      void call.join()
      await commands.participants.join(EXAMPLE)
    },
    joinSession(sessionId, room) {
      if (session.open(sessionId, room)) void call.join()
    },
  }
}

/** The role that a token gives; whether it is good is for the sandbox to say. */
function roleOf(token: string): Role | undefined {
  try {
    return readToken(token).role
  } catch {
    return undefined
  }
}

const StudioContext = createContext<Studio | undefined>(undefined)

export const StudioProvider = StudioContext.Provider

/** The studio that a component shows. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext)
  if (studio) return studio
  throw new Error('A component is outside of the StudioProvider')
}
