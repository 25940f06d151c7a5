import { FAULT_CATALOGUE } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { TextInput } from '../parts/text-input.tsx'
import { ArmForm } from './arm-form.tsx'
import { ArmedFaults } from './armed-faults.tsx'

/** What can go wrong, what an app sees of it, and what is armed. */
export function FaultsPanel() {
  const { sandbox } = useStudio()
  const wanted = useSignal('')
  const chosen = useSignal<string | undefined>(undefined)
  if (sandbox.value === undefined) return <p class="empty">The sandbox is starting…</p>
  const text = wanted.value.trim().toLowerCase()
  const matches = FAULT_CATALOGUE.filter((fault) =>
    [fault.name, fault.what, fault.sees, fault.rule.on].some((part) => part.toLowerCase().includes(text)),
  )
  const points = [...new Set(matches.map(({ rule }) => rule.on))]
  return (
    <section class="faults-panel" aria-labelledby="faults-title">
      <div class="catalogue">
        <h2 id="faults-title">Faults</h2>
        <TextInput
          type="search"
          aria-label="Search the catalogue"
          placeholder={`Search ${FAULT_CATALOGUE.length} faults`}
          text={wanted}
        />
        <div class="fault-list">
          {matches.length === 0 && <p class="empty">The catalogue has nothing of the kind.</p>}
          {points.map((point) => (
            <div key={point} role="group" aria-label={point}>
              <h3>{point}</h3>
              {matches
                .filter(({ rule }) => rule.on === point)
                .map((fault) => (
                  <div key={fault.name} class="fault" data-open={chosen.value === fault.name}>
                    <button
                      type="button"
                      class="link-row"
                      aria-expanded={chosen.value === fault.name}
                      onClick={() => {
                        chosen.value = chosen.value === fault.name ? undefined : fault.name
                      }}
                    >
                      <span>{fault.what}</span>
                      <code>{fault.name}</code>
                    </button>
                    {chosen.value === fault.name && <ArmForm fault={fault} />}
                  </div>
                ))}
            </div>
          ))}
        </div>
      </div>
      <ArmedFaults />
    </section>
  )
}
