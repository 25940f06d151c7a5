import type { ClientConditions, NetworkState } from '@opentok-sandbox/sandbox'
import type { Person } from '../../model/live-model.ts'
import { NumberField } from '../parts/number-field.tsx'

/** The longest delay that the network takes, in milliseconds. */
const LONGEST = 5000

/** Where a client is, and what the network does to it. */
export function ClientConditionsRow({
  person,
  isOwn,
  network,
  onChange,
}: {
  person: Person
  isOwn: boolean
  network: NetworkState
  onChange(change: Omit<ClientConditions, 'session' | 'connection'>): void
}) {
  const rule = network.clients.find(({ connection }) => connection === person.id)
  const id = (part: string) => `${part}-${person.id}`
  return (
    <div class="client-conditions" role="group" aria-label={person.name}>
      <div class="field grows">
        <label for={id('place')}>{isOwn ? 'This client is in' : `${person.name} is in`}</label>
        <select
          id={id('place')}
          value={rule?.place ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ place: value || undefined })}
        >
          <option value="">{rule?.place ? 'as it is' : `${person.place}, as it is`}</option>
          {network.places.map((place) => (
            <option key={place.id} value={place.id}>
              {place.name}
            </option>
          ))}
        </select>
      </div>
      <NumberField
        id={id('delay')}
        label="Delay, ms"
        placeholder="auto"
        most={LONGEST}
        value={rule?.delay}
        onChange={(delay) => onChange({ delay })}
      />
      <NumberField
        id={id('jitter')}
        label="Jitter, ms"
        most={LONGEST}
        value={rule?.jitter}
        onChange={(jitter) => onChange({ jitter })}
      />
      <NumberField
        id={id('loss')}
        label="Loss, %"
        most={100}
        value={rule?.loss === undefined ? undefined : Math.round(rule.loss * 1000) / 10}
        onChange={(percent) => onChange({ loss: percent === undefined ? undefined : percent / 100 })}
      />
    </div>
  )
}
