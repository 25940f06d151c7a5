import type { FaultScope, NamedFault } from '@opentok-sandbox/sandbox'
import { useSignal } from '@preact/signals'
import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** Arms a fault of the catalogue: how often, and whom it hits. */
export function ArmForm({ fault }: { fault: NamedFault }) {
  const { sandbox, session, people } = useStudio()
  const times = useSignal(String(fault.rule.times ?? 1))
  const where = useSignal('')
  const action = useAction()
  const sessionId = session.shown.value?.sessionId
  const arm = (event: Event) => {
    event.preventDefault()
    const often = times.value === 'always' ? 'always' : Number(times.value)
    const scope = readScope(where.value, sessionId)
    void action.run(async () => {
      await sandbox.value?.commands.fail(fault.name, {
        times: often,
        ...(scope && { where: { ...fault.rule.where, ...scope } }),
      })
    })
  }
  return (
    <form class="arm-form" onSubmit={arm}>
      <p>
        <strong>The app sees</strong> <code>{fault.sees}</code>
      </p>
      <div class="row">
        <label for="times">How often</label>
        <select
          id="times"
          value={times.value}
          onChange={({ currentTarget }) => {
            times.value = currentTarget.value
          }}
        >
          {[...new Set(['1', '2', '3', '10', 'always', String(fault.rule.times ?? 1)])].map((count) => (
            <option key={count} value={count}>
              {count === '1' ? 'once' : count === 'always' ? 'always' : `${count} times`}
            </option>
          ))}
        </select>
        <label for="where">Whom</label>
        <select
          id="where"
          value={where.value}
          onChange={({ currentTarget }) => {
            where.value = currentTarget.value
          }}
        >
          <option value="">everybody</option>
          {sessionId && <option value="session">this session</option>}
          {people.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <button class="primary" type="submit">
          Arm
        </button>
      </div>
      <Problem text={action.error.value} />
    </form>
  )
}

function readScope(where: string, sessionId: string | undefined): FaultScope | undefined {
  if (where === '') return undefined
  return where === 'session' ? { session: sessionId } : { connection: where }
}
