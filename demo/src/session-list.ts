import { nameOf } from './connection-list.ts'
import { create, element } from './element.ts'
import type { LiveSession } from './project.ts'

/** The list of sessions that have clients in them. */
export interface SessionList {
  show(sessions: readonly LiveSession[]): void
}

/** @param join is called with the ID of a session that the reader wants to be in */
export function setupSessionList(join: (sessionId: string) => void): SessionList {
  const list = element('sessions', HTMLUListElement)
  const count = element('session-count', HTMLElement)
  element('sessions-card', HTMLElement).hidden = false
  let shown = ''

  return {
    show(sessions) {
      // The server says so every few seconds, and a button that is pressed must not be another one meanwhile.
      const news = JSON.stringify(sessions)
      if (news === shown) return
      shown = news
      count.textContent = String(sessions.length)
      list.replaceChildren(...sessions.map((session) => describe(session, join)))
    },
  }
}

function describe(session: LiveSession, join: (sessionId: string) => void): HTMLElement {
  const { sessionId, mediaMode, place, connections, streams } = session
  const button = create('button', 'small', 'Join')
  button.setAttribute('type', 'button')
  button.addEventListener('click', () => join(sessionId))
  const clients = connections.map((connection) => {
    const shows = streams
      .filter(({ connectionId }) => connectionId === connection.id)
      .map(({ videoType }) => create('span', 'tag', videoType ?? 'sound'))
    return create('li', '', create('span', 'name', nameOf(connection)), ...shows)
  })
  const head = create(
    'div',
    'head',
    create('code', '', sessionId),
    create('span', 'tag', mediaMode),
    ...(place ? [create('span', 'tag', place)] : []),
    button,
  )
  return create('li', 'session', head, create('ul', 'clients', ...clients))
}
