import type { Command } from 'commander'
import { connectSandbox } from '../connect.ts'
import { readState } from '../read-state.ts'
import { print, type SteeringFlags, steering } from './steering.ts'

/** Adds `state export` and `state import`. */
export function addState(program: Command): void {
  const state = program.command('state').description('save the state of a sandbox, or take one over')
  steering(state, 'export', 'print it as JSON')
    .option('--secrets', 'with the secrets of its projects')
    .action(async ({ url, secrets }: SteeringFlags & { secrets?: boolean }) =>
      print(JSON.stringify(await connectSandbox(url).state.export({ secrets }), undefined, 2)),
    )
  steering(state, 'import', 'take over a state')
    .argument('<file>', 'a file of JSON')
    .action(async (file: string, { url }: SteeringFlags) =>
      connectSandbox(url).state.import(await readState(file)),
    )
}
