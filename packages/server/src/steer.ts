import { readFile } from 'node:fs/promises'
import {
  FAULT_POINTS,
  type FaultRule,
  type JournalEntry,
  type JournalKind,
  type JournalQuery,
  type Sandbox,
  type SandboxState,
} from '@opentok-sandbox/sandbox'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { connectSandbox } from './connect.ts'
import { followJournal } from './follow-journal.ts'
import { formatEntry, formatFault, formatParticipant, formatSession } from './format.ts'
import { DEFAULT_PORT } from './serve.ts'

/** What every command that steers a running sandbox has. */
interface SteeringFlags {
  url: string
  json?: boolean
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints a list: a line for each item, or all of it as JSON. */
function printList<Item>(
  items: readonly Item[],
  { json }: SteeringFlags,
  format: (item: Item) => string,
): void {
  if (json) print(JSON.stringify(items))
  else if (items.length > 0) print(items.map(format).join('\n'))
}

/** Adds the commands that look into a running sandbox, and steer it. */
export function addSteeringCommands(program: Command): void {
  addJournal(program)
  addFaults(program)
  addClock(program)
  addParticipants(program)
  addSessions(program)
  addState(program)
}

/** A command of a running sandbox. */
function steering(program: Command, name: string, description: string): Command {
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

interface JournalFlags extends SteeringFlags {
  follow?: boolean
  kind?: JournalKind
  session?: string
  connection?: string
  text?: string
  status?: number
  after?: number
  limit?: number
  format?: 'har' | 'ndjson'
  normalized?: boolean
}

function addJournal(program: Command): void {
  steering(program, 'journal', 'show what has happened: requests, frames, events, refusals, faults, commands')
    .option('-f, --follow', 'go on, and show what happens, until Ctrl+C')
    .option('--kind <kind>', 'request, refusal, frame, event, fault or command')
    .option('--session <id>', 'of one session')
    .option(
      '--connection <client>',
      'of one client: its connection ID or its data; * stands for any characters',
    )
    .option('--text <text>', 'with this in its line')
    .option('--status <number>', 'with this status', readWholeNumber)
    .option('--after <number>', 'after the entry with this number', readWholeNumber)
    .option('--limit <number>', 'at most so many', readWholeNumber)
    .option('--format <format>', 'export all of it: har, for the network panel of a browser, or ndjson')
    .option('--normalized', 'with --format: without IDs and times, so that equal runs give equal exports')
    .addHelpText('after', JOURNAL_EXAMPLES)
    .action(async ({ url, json, follow, format, normalized, ...query }: JournalFlags) => {
      const sandbox = connectSandbox(url)
      if (format) {
        process.stdout.write(await sandbox.journal.export(format, { normalized }))
        return
      }
      const show = (entry: JournalEntry) => print(json ? JSON.stringify(entry) : formatEntry(entry))
      if (follow) return followJournal(sandbox, query, show)
      const { entries } = await sandbox.journal.find(query satisfies JournalQuery)
      for (const entry of entries) show(entry)
    })
}

const JOURNAL_EXAMPLES = `
Examples:
  $ opentok-sandbox journal --follow
  $ opentok-sandbox journal --kind refusal             why something was refused
  $ opentok-sandbox journal --connection 'name=Ada'    what a client sent and got
  $ opentok-sandbox journal --format har > call.har    for the network panel of a browser`

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

function addFaults(program: Command): void {
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

function addClock(program: Command): void {
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

interface JoinFlags extends SteeringFlags {
  session?: string
  name: string
  role?: 'publisher'
  data?: string
  publish?: boolean
  count: number
}

function addParticipants(program: Command): void {
  steering(program, 'join', 'let simulated participants join a room, until Ctrl+C')
    .argument('[room]', 'the name of the room')
    .option('--session <id>', 'a session, in place of a room')
    .option('--name <name>', 'their name; several get numbers', 'Participant')
    .option('--role <role>', 'subscriber, publisher, publisheronly or moderator')
    .option('--data <text>', 'their connection data, in place of name=…')
    .option('--publish', 'they publish')
    .option('--count <number>', 'how many', readWholeNumber, 1)
    .action(async (room: string | undefined, { url, json, session, ...request }: JoinFlags) => {
      const sandbox = connectSandbox(url)
      const place = session ? { sessionId: session } : { room: room ?? '' }
      const joined = await sandbox.participants.join({ ...request, ...place })
      printList(joined, { url, ...(json && { json }) }, formatParticipant)
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve).once('SIGTERM', resolve).once('SIGHUP', resolve)
      })
      // Those whom a moderator has removed meanwhile, or the end of the sandbox, are gone already.
      await Promise.allSettled(joined.map(({ connectionId }) => sandbox.participants.leave(connectionId)))
    })
}

interface TokenFlags extends SteeringFlags {
  session?: string
  role?: 'publisher'
  data?: string
  expiresIn?: string
  wrongSecret?: boolean
}

function addSessions(program: Command): void {
  steering(program, 'sessions', 'list the sessions that have clients in them').action(
    async (flags: SteeringFlags) =>
      printList(await connectSandbox(flags.url).sessions(), flags, formatSession),
  )
  steering(program, 'token', 'make a token for a room or a session; also one that is refused, for tests')
    .argument('[room]', 'the name of the room')
    .option('--session <id>', 'a session, in place of a room')
    .option('--role <role>', 'subscriber, publisher, publisheronly or moderator')
    .option('--data <text>', 'the connection data, such as name=Ada')
    .option('--expires-in <duration>', '30m, 24h, …; with -5m it expired five minutes ago')
    .option('--wrong-secret', 'sign it with another secret than that of its project')
    .action(async (room: string | undefined, { url, json, session, ...options }: TokenFlags) => {
      const place = session ? { sessionId: session } : { room: room ?? '' }
      const credentials = await connectSandbox(url).tokens.create({ ...options, ...place })
      print(json ? JSON.stringify(credentials) : credentials.token)
    })
  steering(program, 'drop', 'drop the socket of a client, as a broken network does')
    .argument('<connectionId>')
    .action(async (connectionId: string, { url }: SteeringFlags) => connectSandbox(url).drop(connectionId))
  steering(program, 'reset', 'disconnect every client, and start again').action(
    async ({ url }: SteeringFlags) => connectSandbox(url).reset(),
  )
}

function addState(program: Command): void {
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

/** @throws {TypeError} if the file is not JSON */
export async function readState(file: string): Promise<SandboxState> {
  const text = await readFile(file, 'utf8')
  try {
    return JSON.parse(text) as SandboxState
  } catch {
    throw new TypeError(`${file} is not JSON`)
  }
}

const collect = (value: string, former: string[]) => [...former, value]

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':')
  if (colon < 1) throw new TypeError(`--header: "${text}" must be a name, a colon and a value`)
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

function readWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

const readTimes = (text: string) => (text === 'always' ? text : readWholeNumber(text))

function compact(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
