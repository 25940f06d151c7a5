import type {
  ClockState,
  ConnectionSnapshot,
  ListedFault,
  NetworkConditions,
  NetworkState,
  ServicesSnapshot,
  SessionSnapshot,
  StreamSnapshot,
} from '@opentok-sandbox/sandbox'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { PageNews, PageSandbox } from '../page-sandbox.ts'
import { nameOf } from './name-of.ts'

/** A client in a live session. */
export interface Person extends ConnectionSnapshot {
  name: string
  sessionId: string
  apiKey: string
  streams: readonly StreamSnapshot[]
}

/** The sandbox's time as it was told, and when that was. */
export interface ToldClock extends ClockState {
  /** By `performance.now()`. */
  toldAt: number
}

/** What the sandbox tells of itself. */
export interface LiveModel {
  readonly sessions: ReadonlySignal<readonly SessionSnapshot[]>
  readonly people: ReadonlySignal<readonly Person[]>
  readonly faults: ReadonlySignal<readonly ListedFault[]>
  readonly clock: ReadonlySignal<ToldClock | undefined>
  readonly services: ReadonlySignal<ServicesSnapshot | undefined>
  readonly network: ReadonlySignal<NetworkState | undefined>
  /** `undefined` until it is known. */
  readonly isReachable: ReadonlySignal<boolean | undefined>
  readonly news: Omit<PageNews, 'journal'>
  /** Asks how the network is. */
  readNetwork(): Promise<void>
  /** Changes the network. */
  changeNetwork(change: (state: NetworkState) => NetworkConditions): Promise<void>
}

export function createLiveModel(sandbox: Promise<PageSandbox>): LiveModel {
  const sessions = signal<readonly SessionSnapshot[]>([])
  const faults = signal<readonly ListedFault[]>([])
  const clock = signal<ToldClock>()
  const services = signal<ServicesSnapshot>()
  const network = signal<NetworkState>()
  const isReachable = signal<boolean>()
  /** The last change of the network: the next one begins with what that has made. */
  let change: Promise<unknown> = Promise.resolve()
  const commands = sandbox.then((opened) => opened.commands)

  async function readNetwork(): Promise<void> {
    network.value = await (await commands).network.get()
  }

  return {
    sessions,
    people: computed(() => sessions.value.flatMap(listPeople)),
    faults,
    clock,
    services,
    network,
    isReachable,
    news: {
      sessions(told) {
        sessions.value = told
        // A change of the network can change where people are.
        if (network.value) readNetwork().catch(() => {})
      },
      faults: (told) => {
        faults.value = told
      },
      clock: (told) => {
        clock.value = { ...told, toldAt: performance.now() }
      },
      services: (told) => {
        services.value = told
      },
      reachable: (told) => {
        isReachable.value = told
      },
    },
    readNetwork,
    changeNetwork(write) {
      const changed = change.then(async () => {
        const { get, set } = (await commands).network
        network.value = await set(write(await get()))
      })
      change = changed.catch(() => {})
      return changed
    },
  }
}

function listPeople({ sessionId, apiKey, connections, streams }: SessionSnapshot): Person[] {
  return connections.map((connection) => ({
    ...connection,
    name: nameOf(connection),
    sessionId,
    apiKey,
    streams: streams.filter(({ connectionId }) => connectionId === connection.id),
  }))
}
