import type { ListedFault } from '@opentok-sandbox/sandbox'
import { nameOf } from '../../model/name-of.ts'
import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** The faults that are armed or have fired, with how often. */
export function ArmedFaults() {
  const { live, sandbox } = useStudio()
  const action = useAction()
  const faults = live.faults.value
  const heal = (id?: string) => void action.run(async () => sandbox.value?.commands.heal(id))
  return (
    <div class="armed">
      <div class="label-row">
        <h3>Armed</h3>
        {faults.length > 0 && (
          <button type="button" class="small" onClick={() => heal()}>
            Heal all
          </button>
        )}
      </div>
      {faults.length === 0 && <p class="empty">Nothing is armed: all works. Choose a fault to arm it.</p>}
      {faults.map((fault) => (
        <div
          class="armed-fault"
          key={fault.id}
          data-armed={fault.armed}
          role="group"
          aria-label={fault.name ?? fault.on}
        >
          <div>
            <strong>{fault.name ?? `A rule on ${fault.on}`}</strong>
            <p class="quiet">
              {describeHits(fault)}
              {describeScope(fault)}
            </p>
          </div>
          <button type="button" class="small" onClick={() => heal(fault.id)}>
            Heal
          </button>
        </div>
      ))}
      <Problem text={action.error.value} />
    </div>
  )
}

function describeHits({ hits, times, armed }: ListedFault): string {
  const hit = hits === 0 ? 'not hit yet' : `hit ${hits === 1 ? 'once' : `${hits} times`}`
  if (!armed) return `${hit}, used up`
  return times === 'always' ? `${hit}, always armed` : `${hit} of ${times}`
}

function describeScope({ where }: ListedFault): string {
  if (where?.connection) return `, for ${nameOf({ id: where.connection, data: undefined })}`
  return where?.session ? ', in one session' : ''
}
