import { element } from './element.ts'
import type { DemoNetwork } from './project.ts'

/** The menu that says where in the world this page's client is. */
export interface NetworkMenu {
  /** The client that the menu is about; `undefined` when it has left. */
  setClient(connectionId: string | undefined): void
}

/** @param onError is told what went wrong */
export function setupNetworkMenu(
  network: Promise<DemoNetwork>,
  onError: (error: unknown) => void,
): NetworkMenu {
  const select = element('place', HTMLSelectElement)
  const help = element('place-help', HTMLElement)
  let client: string | undefined
  network.then(
    async ({ get, note }) => {
      help.textContent = note
      const { places } = await get()
      select.append(new Option('no distance', ''), ...places.map(({ id, name }) => new Option(name, id)))
    },
    () => {},
  )
  select.addEventListener('change', () => {
    const connection = client
    if (connection === undefined) return
    const place = select.value
    network
      .then(async ({ get, set }) => {
        const { place: home, clients, sessions } = await get()
        const others = clients.filter((rule) => rule.connection !== connection)
        await set({ place: home, sessions, clients: place ? [{ connection, place }, ...others] : others })
      })
      .catch(onError)
  })
  return {
    setClient(connectionId) {
      client = connectionId
      select.value = ''
    },
  }
}
