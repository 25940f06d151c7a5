import type { Sandbox } from '@opentok-sandbox/sandbox'
import type { Command } from 'commander'
import { connectSandbox } from '../connect.ts'
import { print, type SteeringFlags, steering } from './steering.ts'

/** Adds `clock`. */
export function addClock(program: Command): void {
  steering(program, 'clock', 'show the time of the sandbox, or change it')
    .argument('[action]', 'advance, set, freeze or run')
    .argument('[value]', 'how far to advance (90s, 25h, 3d), or the time to set (2030-01-01T00:00:00Z)')
    .action(async (action: string | undefined, value: string | undefined, { url, json }: SteeringFlags) => {
      const { now, frozen } = await changeClock(connectSandbox(url), action, value)
      print(json ? JSON.stringify({ now, frozen }) : `${now}${frozen ? ', frozen' : ''}`)
    })
}

async function changeClock({ clock, state }: Sandbox, action = 'show', value = '') {
  switch (action) {
    case 'show': {
      const { frozen = false } = (await state.export()).clock ?? {}
      return { now: new Date(await clock.now()).toISOString(), frozen }
    }
    case 'advance':
      return clock.advance(value)
    case 'set':
      return clock.set(value)
    case 'freeze':
      return clock.freeze()
    case 'run':
      return clock.run()
    default:
      throw new TypeError(`The clock does not know "${action}". It knows advance, set, freeze and run`)
  }
}
