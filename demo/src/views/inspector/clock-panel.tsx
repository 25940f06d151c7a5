import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ToldClock } from '../../model/live-model.ts'
import { useStudio } from '../../model/studio.ts'
import { Problem } from '../parts/problem.tsx'
import { TextInput } from '../parts/text-input.tsx'
import { useAction } from '../parts/use-action.ts'

const STEPS = ['1m', '1h', '25h', '30d']

/** The sandbox's time: what tokens expire by, and what the journal is dated with. */
export function ClockPanel() {
  const { live, sandbox } = useStudio()
  const by = useSignal('90m')
  const to = useSignal('')
  const action = useAction()
  const told = live.clock.value
  const clock = sandbox.value?.commands.clock
  if (told === undefined || clock === undefined) return <p class="empty">The sandbox is starting…</p>
  return (
    <section class="clock-panel" aria-labelledby="clock-title">
      <h2 id="clock-title">Clock</h2>
      <Now told={told} />
      <div class="row">
        {told.frozen ? (
          <button type="button" class="primary" onClick={() => void action.run(clock.run)}>
            Let it run
          </button>
        ) : (
          <button type="button" onClick={() => void action.run(clock.freeze)}>
            Freeze
          </button>
        )}
        {STEPS.map((step) => (
          <button key={step} type="button" onClick={() => void action.run(() => clock.advance(step))}>
            + {step}
          </button>
        ))}
      </div>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          void action.run(() => clock.advance(by.value.trim()))
        }}
      >
        <label for="clock-by">Advance by</label>
        <TextInput id="clock-by" class="short" text={by} />
        <button type="submit">Advance</button>
      </form>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          void action.run(() => clock.set(`${to.value}Z`))
        }}
      >
        <label for="clock-to">Go to, UTC</label>
        <TextInput id="clock-to" type="datetime-local" text={to} />
        <button type="submit" disabled={to.value === ''}>
          Set
        </button>
      </form>
      <Problem text={action.error.value} />
      <p class="help">
        Tokens expire by this clock, and what is due on the way happens at once, in its order. The clocks of
        the clients stay as they are.
      </p>
    </section>
  )
}

/** How often the time is shown again, in milliseconds. */
const TICK = 250

function Now({ told }: { told: ToldClock }) {
  const elapsed = useSignal(0)
  useEffect(() => {
    if (told.frozen) return undefined
    const timer = setInterval(() => {
      elapsed.value = performance.now() - told.toldAt
    }, TICK)
    return () => clearInterval(timer)
  }, [told, elapsed])
  const now = new Date(Date.parse(told.now) + (told.frozen ? 0 : elapsed.value))
  const ahead = Math.round((now.getTime() - Date.now()) / 1000)
  return (
    <p class="now">
      <time dateTime={now.toISOString()}>{now.toISOString().replace('T', ' ').slice(0, 19)} UTC</time>
      <span class="tag">{told.frozen ? 'stands still' : 'runs'}</span>
      {Math.abs(ahead) > 1 && <span class="quiet">{describeDifference(ahead)}</span>}
    </p>
  )
}

function describeDifference(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const
  const size = Math.abs(seconds)
  const [name, length] = units.find(([, unit]) => size >= unit) ?? units[3]
  const count = Math.round(size / length)
  return `${count} ${name}${count === 1 ? '' : 's'} ${seconds > 0 ? 'ahead of' : 'behind'} this machine`
}
