import { FAULT_POINTS, type FaultRule } from '@opentok-sandbox/sandbox'
import type { Command } from 'commander'
import { connectSandbox } from '../connect.ts'
import { collect, readWholeNumber } from '../flags.ts'
import { formatFault } from './format.ts'
import { print, printList, type SteeringFlags, steering } from './steering.ts'

interface FailFlags extends SteeringFlags {
  status?: number
  code?: number
  reason?: string
  message?: string
  body?: string
  header: string[]
  network?: string | true
  delay?: string
  times?: number | 'always'
  probability?: number
  session?: string
  connection?: string
  role?: string
  path?: string
  only?: string
}

/** Adds `fail`, `faults` and `heal`. */
export function addFaults(program: Command): void {
  steering(program, 'fail', 'arm a fault: one of the catalogue by its name, or a rule')
    .argument('<fault>', `a name of the catalogue (docs/faults.md), or one of ${FAULT_POINTS.join(', ')}`)
    .option('--status <number>', 'the HTTP status, or that of a STATUS frame', readWholeNumber)
    .option('--code <number>', 'the code in the envelope of session.info', readWholeNumber)
    .option('--reason <text>', 'the reason in a STATUS frame; of a device, the name of its error')
    .option('--message <text>', 'the message of the answer')
    .option('--body <text>', 'the body of the answer')
    .option('--header <name: value>', 'a header of the answer; can be repeated', collect, [])
    .option('--network [what]', 'what the network does: reset, hang, drop, silent, lost, …')
    .option('--delay <duration>', 'how much later: 500ms, 2s, …')
    .option('--times <number>', 'how often, or always', readTimes)
    .option('--probability <number>', 'how likely, from 0 to 1', Number)
    .option('--session <id>', 'in one session')
    .option(
      '--connection <client>',
      'for one client: its connection ID or its data; * stands for any characters',
    )
    .option('--role <role>', 'for clients of a role')
    .option('--path <path>', 'for requests to a path; * stands for any characters')
    .option('--only <message>', 'at "message": only such ones, as "created stream"')
    .addHelpText('after', FAIL_EXAMPLES)
    .action(async (fault: string, flags: FailFlags) => {
      const { url, json, header, session, connection, role, path, only, ...rest } = flags
      const where = compact({ session, connection, role, path, message: only })
      const rule = compact({
        ...rest,
        headers: header.length > 0 ? Object.fromEntries(header.map(readHeader)) : undefined,
        where: Object.keys(where).length > 0 ? where : undefined,
      }) as Partial<FaultRule>
      const isPoint = FAULT_POINTS.some((point) => point === fault)
      const sandbox = connectSandbox(url)
      const armed = await (isPoint
        ? sandbox.fail({ ...rule, on: fault as FaultRule['on'] })
        : sandbox.fail(fault, rule))
      print(
        json ? JSON.stringify(armed) : `${armed.id} is armed. "opentok-sandbox heal ${armed.id}" disarms it.`,
      )
    })
  steering(program, 'faults', 'list the faults that were armed, and how often each has fired').action(
    async (flags: SteeringFlags) => printList(await connectSandbox(flags.url).faults(), flags, formatFault),
  )
  steering(program, 'heal', 'disarm a fault, or all of them')
    .argument('[id]', 'as "faults" lists it')
    .action(async (id: string | undefined, { url }: SteeringFlags) => connectSandbox(url).heal(id))
}

const FAIL_EXAMPLES = `
Examples:
  $ opentok-sandbox fail create-unavailable
  $ opentok-sandbox fail session.create --status 503 --times 3
  $ opentok-sandbox fail socket-half-open --connection 'name=Ada'
  $ opentok-sandbox fail rest --status 429 --header 'Retry-After: 5' --times always --probability 0.2`

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':')
  if (colon < 1) throw new TypeError(`--header: "${text}" must be a name, a colon and a value`)
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

const readTimes = (text: string) => (text === 'always' ? text : readWholeNumber(text))

function compact(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
