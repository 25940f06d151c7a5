import type { NetworkState, Place } from '@opentok-sandbox/sandbox'
import { useEffect } from 'preact/hooks'
import type { Person } from '../../model/live-model.ts'
import { withClient, withSession } from '../../model/network-rules.ts'
import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { ClientConditionsRow } from './client-conditions-row.tsx'
import { type MapMark, type MapWay, WorldMap } from './world-map.tsx'

/** Where the session and each person are, and what the network between them does. */
export function NetworkPanel() {
  const { live, session, call, sandbox, ...studio } = useStudio()
  const action = useAction()
  useEffect(() => {
    void action.run(live.readNetwork)
    // Once, when it is opened
  }, [])
  const network = live.network.value
  if (network === undefined) return <p class="empty">The sandbox is starting…</p>
  const sessionId = session.shown.value?.sessionId
  const people = studio.people.value
  const own = live.sessions.value.find((one) => one.sessionId === sessionId)
  const rule = network.sessions.find((one) => one.session === sessionId)
  const set = (change: Parameters<typeof live.changeNetwork>[0]) =>
    void action.run(() => live.changeNetwork(change))
  return (
    <section class="network-panel" aria-labelledby="network-title">
      <div class="map-part">
        <h2 id="network-title">Network</h2>
        <WorldMap {...draw(network, people, own?.place)} />
      </div>
      <div class="conditions">
        {sessionId && (
          <div class="row">
            <label for="session-place">The session is in</label>
            <select
              id="session-place"
              value={rule?.place ?? ''}
              onChange={({ currentTarget: { value } }) =>
                set((state) => withSession(state, sessionId, { place: value || undefined }))
              }
            >
              <option value="">{own?.place && !rule?.place ? `${own.place}, as it is` : 'as it is'}</option>
              {network.places.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
            <div class="check">
              <input
                id="direct"
                type="checkbox"
                checked={rule?.direct ?? true}
                onChange={({ currentTarget: { checked } }) =>
                  set((state) => withSession(state, sessionId, { direct: checked ? undefined : false }))
                }
              />
              <label for="direct">Direct media</label>
            </div>
          </div>
        )}
        {people.length === 0 && (
          <p class="empty">Nobody is connected. Each client that connects appears here and on the map.</p>
        )}
        {people.map((person) => (
          <ClientConditionsRow
            key={person.id}
            person={person}
            isOwn={person.id === call.ownId.value}
            network={network}
            onChange={(change) => set((state) => withClient(state, person.id, change))}
          />
        ))}
        <Problem text={action.error.value} />
        {sandbox.value?.host === 'browser' && (
          <p class="help">
            In this browser, the network delays messages, and has direct media or none. Delay and loss of
            media need a server: <code>npx opentok-sandbox</code>
          </p>
        )}
      </div>
    </section>
  )
}

function draw(
  { places }: NetworkState,
  people: readonly Person[],
  sessionPlace: string | undefined,
): { marks: MapMark[]; ways: MapWay[] } {
  const home = places.find(({ id }) => id === sessionPlace)
  const marks = places.map(({ id, name, latitude, longitude }): MapMark => {
    const here = people.filter(({ place }) => place === id).map((person) => person.name)
    const label = [...(id === sessionPlace ? [`Session: ${name.split(',')[0]}`] : []), ...shorten(here)].join(
      ', ',
    )
    const kind = id === sessionPlace ? 'session' : here.length > 0 ? 'person' : 'place'
    return { id, latitude, longitude, kind, label: label || undefined }
  })
  const far = places.filter(({ id }) => id !== sessionPlace && people.some(({ place }) => place === id))
  const ways = home ? far.map((place: Place) => ({ id: place.id, from: place, to: home })) : []
  return { marks, ways }
}

/** The most names beside a mark. */
const MOST_NAMES = 2

const shorten = (names: readonly string[]) =>
  names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`] : names
