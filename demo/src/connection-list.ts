import type { Connection } from '@opentok/client'
import { create, element } from './element.ts'

/** Who is in the session. */
export interface ConnectionList {
  /** @param remove makes the connection leave, where this client may do that */
  add(connection: Connection, own: boolean, remove?: () => void): void
  remove(connectionId: string): void
  clear(): void
}

export function setupConnectionList(): ConnectionList {
  const list = element('connections', HTMLUListElement)
  const count = element('connection-count', HTMLElement)
  const items = new Map<string, HTMLElement>()
  const update = () => {
    list.replaceChildren(...items.values())
    count.textContent = String(items.size)
  }
  return {
    add(connection, own, remove) {
      const item = create('li', own ? 'own' : '', create('span', 'name', nameOf(connection)))
      if (own) item.append(create('span', 'tag', 'you'))
      item.append(create('code', '', connection.connectionId))
      if (remove) {
        const button = create('button', 'small', 'Remove')
        button.setAttribute('type', 'button')
        button.addEventListener('click', remove)
        item.append(button)
      }
      items.set(connection.connectionId, item)
      update()
    },
    remove(connectionId) {
      items.delete(connectionId)
      update()
    },
    clear() {
      items.clear()
      update()
    },
  }
}

/** The name in a connection's data, which is `name=…` in this page. */
export function nameOf(connection: Pick<Connection, 'data'> | null): string {
  return new URLSearchParams(connection?.data ?? '').get('name') ?? 'Somebody'
}
