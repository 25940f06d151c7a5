import type { ClientConditions, NetworkState } from '@opentok-sandbox/sandbox'
import type { Person } from '../../model/live-model.ts'

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
  const duration = (part: 'delay' | 'jitter', label: string) => (
    <div class="field tiny">
      <label for={id(part)}>{label}</label>
      <input
        id={id(part)}
        type="number"
        min="0"
        max="5000"
        placeholder={part === 'delay' ? 'auto' : '0'}
        value={rule?.[part] ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ [part]: value === '' ? undefined : Number(value) })
        }
      />
    </div>
  )
  return (
    <div class="client-conditions" role="group" aria-label={person.name}>
      <div class="field grows">
        <label for={id('place')}>{isOwn ? 'This client is in' : `${person.name} is in`}</label>
        <select
          id={id('place')}
          value={rule?.place ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ place: value || undefined })}
        >
          <option value="">{rule?.place ? 'where it is by itself' : `${person.place}, by itself`}</option>
          {network.places.map((place) => (
            <option key={place.id} value={place.id}>
              {place.name}
            </option>
          ))}
        </select>
      </div>
      {duration('delay', 'Delay, ms')}
      {duration('jitter', 'Jitter, ms')}
      <div class="field tiny">
        <label for={id('loss')}>Loss, %</label>
        <input
          id={id('loss')}
          type="number"
          min="0"
          max="100"
          placeholder="0"
          value={rule?.loss === undefined ? '' : Math.round(rule.loss * 1000) / 10}
          onChange={({ currentTarget: { value } }) =>
            onChange({ loss: value === '' ? undefined : Number(value) / 100 })
          }
        />
      </div>
    </div>
  )
}
