import { type Command, Option } from 'commander'
import { DEFAULT_PORT } from '../default-port.ts'

/** What every command that steers a running sandbox has. */
export interface SteeringFlags {
  url: string
  json?: boolean
}

/** Writes a line. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints a list: a line for each item, or all of it as JSON. */
export function printList<Item>(
  items: readonly Item[],
  { json }: SteeringFlags,
  format: (item: Item) => string,
): void {
  if (json) print(JSON.stringify(items))
  else if (items.length > 0) print(items.map(format).join('\n'))
}

/** A command of a running sandbox. */
export function steering(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(
      new Option('--url <url>', 'the address of the sandbox')
        .default(`http://localhost:${DEFAULT_PORT}`)
        .env('OPENTOK_SANDBOX_URL'),
    )
    .option('--json', 'print JSON')
}

/** The longest time that a timer can have, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Waits until the process is told to end. */
export async function untilStopped(): Promise<void> {
  // Listening for a signal does not keep a process alive.
  const alive = setInterval(() => {}, LONGEST_TIMER)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve).once('SIGHUP', resolve)
  })
  clearInterval(alive)
}
