import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { getRequestListener } from '@hono/node-server'
import {
  DEVELOPMENT_PROJECT,
  type Log,
  type Project,
  type SandboxState,
  suggest,
  type VonageApplication,
  writeSnippets,
} from '@opentok-sandbox/sandbox'
import { Command, CommanderError } from 'commander'
import { DEFAULT_PORT } from './default-port.ts'
import { runCommand } from './exec.ts'
import { createApplication, writeExecEnvironment } from './exec-environment.ts'
import { addFlags, type Flags, readCallbackFlags, readProjects } from './flags.ts'
import { writeGreeting } from './greeting.ts'
import { readState } from './read-state.ts'
import { type SandboxServer, type ServeOptions, serve } from './serve.ts'
import { addSteeringCommands } from './steer/index.ts'
import { VERSION } from './version.ts'

/** Exit codes: the command failed, and the command line is wrong. */
const FAILED = 1
const MISUSED = 2

const complain = (line: string) => process.stderr.write(`opentok-sandbox: ${line}\n`)

/** Runs the command line. An error is one line on standard error, and an exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  // If nobody reads the output any more, the sandbox goes on without it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('OPENTOK_') && process.env[name] === '') delete process.env[name]
  }
  try {
    await createProgram().parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      // Its message has been written; --help and --version are not errors.
      process.exitCode = error.exitCode === 0 ? 0 : MISUSED
      return
    }
    complain(describe(error))
    process.exitCode = error instanceof TypeError ? MISUSED : FAILED
  }
}

function createProgram(): Command {
  const program = new Command('opentok-sandbox')
    .description(
      'OpenTok on your own machine: sessions, tokens and connect() for the real client and every official ' +
        'server SDK, with no account, no secret and no network.',
    )
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'opentok-sandbox: ')) })
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES)
  program.allowExcessArguments()
  addFlags(program, DEFAULT_PORT).action(async (flags: Flags) => {
    refuseUnknown(program)
    await start(flags)
  })
  const exec = program
    .command('exec')
    .description('run a command with its own sandbox, and exit with its exit code')
    .argument('<command...>', 'the command and its own arguments, after --')
    .passThroughOptions()
    .addHelpText('after', EXEC_NOTE)
  addFlags(exec, 0).action(async (command: string[], flags: Flags) => {
    // Flags may be on either side of the word "exec".
    const given = Object.entries(program.opts()).filter(
      ([name]) => program.getOptionValueSource(name) === 'cli',
    )
    await execute(command, { ...flags, ...Object.fromEntries(given) })
  })
  addSteeringCommands(program)
  return program
}

/** Without a command, a sandbox starts: a word that is no command must not. */
function refuseUnknown({ args: [word], commands }: Command): void {
  if (word === undefined) return
  const guess = suggest(
    word,
    commands.map((command) => command.name()),
  )
  throw new TypeError(`unknown command "${word}"${guess || '. --help lists the commands'}`)
}

const EXAMPLES = `
OPENTOK_API_KEY and OPENTOK_API_SECRET in the environment add a project, too.

Examples:
  $ opentok-sandbox                               the development project, on port ${DEFAULT_PORT}
  $ opentok-sandbox --port 0 --json               a free port, printed as JSON: for scripts
  $ opentok-sandbox --api-key 45 --api-secret s   with your own project
  $ opentok-sandbox --any-project                 accepts any key and token, if you have no secret
  $ opentok-sandbox exec -- npm test              sets OPENTOK_API_URL, _API_KEY and _API_SECRET

While it runs, from another terminal (--url names another sandbox than the one on port ${DEFAULT_PORT}):
  $ opentok-sandbox journal --follow              what happens in it
  $ opentok-sandbox fail create-unavailable       the next session is not created
  $ opentok-sandbox clock advance 25h             every token expires
  $ opentok-sandbox join lobby --publish --count 8
  $ opentok-sandbox network set --client name=Guest --place sydney --session-place virginia`

const EXEC_NOTE = `
The command, and all that it starts, finds in its environment:
  OPENTOK_SANDBOX_URL    the address of the sandbox
  OPENTOK_API_URL        the same, for the apiUrl of a server SDK
  OPENTOK_API_KEY        the key of the first project given, or of the development project;
  OPENTOK_API_SECRET     its secret; also as OT_API_KEY, OT_API_SECRET, TOKBOX_API_KEY, TOKBOX_SECRET
  VONAGE_APPLICATION_ID  a Vonage application that is made for this run, also as VONAGE_APP_ID
  VONAGE_PRIVATE_KEY     its private key
  NODE_OPTIONS           with --import opentok-sandbox/register: what programs in Node send to OpenTok or
                         Vonage comes to the sandbox, and so do the pages that they serve`

/**
 * This process belongs to the sandbox: @hono/node-server may replace Node's Request and Response with its lighter ones,
 * which serve twice as many requests.
 */
function lightenRequests(): void {
  getRequestListener(() => new Response())
}

/** Opens a sandbox, in the state and with the prepared world that the flags name. */
async function open(flags: Flags, log: Log, application?: VonageApplication): Promise<SandboxServer> {
  const { port, host, publicUrl, seed, state, seedFile } = flags
  const { media, mediaPorts, turn, simulcast, trustProxy, data, simulate, callbacksAnywhere } = flags
  const projects = readProjects(flags)
  const options: ServeOptions = {
    ...{ port, host, publicUrl, seed, log },
    projects: projects === 'any' || !application ? projects : [...projects, toKnown(application)],
    ...{ media, mediaPorts, turn, trustProxy, simulcast: simulcast ?? false },
    ...{ data, simulate, callbacks: readCallbackFlags(flags), callbacksAnywhere },
  }
  // What cannot be read is told before anything is opened; a state that is not there yet is saved at the end.
  const states: SandboxState[] = []
  if (state !== undefined && existsSync(state)) states.push(await readState(state))
  if (seedFile !== undefined) states.push(await readState(seedFile))
  const server = await serve(options)
  try {
    for (const one of states) await server.sandbox.state.import(one)
  } catch (error) {
    await server.close()
    throw error
  }
  return server
}

/** Of an application, a sandbox knows what Vonage knows. */
const toKnown = ({ applicationId, publicKey }: VonageApplication) => ({ applicationId, publicKey })

/** Saves the state of a sandbox, if it is to be saved. */
async function saveState(server: SandboxServer, { state }: Flags): Promise<void> {
  if (state !== undefined) {
    const text = JSON.stringify(await server.sandbox.state.export(), undefined, 2)
    // All of it or nothing: what is cut off within is not read again.
    writeFileSync(`${state}.new`, `${text}\n`)
    renameSync(`${state}.new`, state)
  }
}

async function start(flags: Flags): Promise<void> {
  lightenRequests()
  const server = await open(flags, flags.quiet ? () => {} : logLine)
  const { url, localUrl, port } = server
  if (flags.json) {
    process.stdout.write(
      `${JSON.stringify({ url, localUrl, port, ...DEVELOPMENT_PROJECT, pid: process.pid, ...(flags.simulate && { simulate: flags.simulate }) })}\n`,
    )
  } else if (!flags.quiet) {
    const projects = readProjects(flags)
    const others =
      projects === 'any' ? [] : projects.map((one) => ('apiKey' in one ? one.apiKey : one.applicationId))
    const target = { url, project: DEVELOPMENT_PROJECT, host: 'server' } as const
    const snippets = writeSnippets(target)
    const { simulate = [] } = flags
    const greeting = writeGreeting({
      ...{ ...target, version: VERSION, page: `${url}/`, snippets, others, simulate },
    })
    process.stdout.write(`${greeting}\n`)
  }
  await stopped(server, flags)
}

/** Waits for a signal, and closes the server; a second signal does not wait. */
async function stopped(server: SandboxServer, flags: Flags): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve).once('SIGHUP', resolve)
  })
  let isSaved = false
  const hurry = (again: NodeJS.Signals) => {
    // Some programs send a signal twice.
    if (isSaved) process.exit(128 + constants.signals[again])
  }
  process.on('SIGINT', hurry).on('SIGTERM', hurry)
  if (!flags.quiet && !flags.json) process.stdout.write(`\n${signal}: closing the sandbox.\n`)
  await saveState(server, flags)
  isSaved = true
  await server.close()
  process.off('SIGINT', hurry).off('SIGTERM', hurry)
}

async function execute(command: readonly string[], flags: Flags): Promise<void> {
  const warn: Log = (entry) => {
    if (entry.level === 'warn') logLine(entry)
  }
  // Given applications have private keys that only their owner has.
  const application = flags.applicationId.length === 0 ? createApplication() : undefined
  const server = await open(flags, flags.quiet ? () => {} : warn, application)
  const projects = readProjects(flags)
  const given = projects === 'any' ? [] : projects
  const project = given.find((one): one is Project => 'apiKey' in one) ?? DEVELOPMENT_PROJECT
  const environment = writeExecEnvironment(server.localUrl, project, application, process.env.NODE_OPTIONS)
  try {
    process.exitCode = await runCommand(command, environment, complain)
  } finally {
    await saveState(server, flags)
    await server.close()
  }
}

const logLine: Log = ({ level, message }) => {
  const time = new Date().toTimeString().slice(0, 8)
  process.stderr.write(`${time} ${level === 'warn' ? 'warning: ' : ''}${message}\n`)
}

function describe(error: unknown): string {
  const { code, port, address, message } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
  }
  switch (code) {
    case 'ENOENT':
    case 'EISDIR':
      return `${(error as NodeJS.ErrnoException).path} cannot be read (${code}). Is it the right file?`
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop the program that listens there, or choose another port with --port (0 picks one)`
    case 'EACCES':
      return `Port ${port} requires privileges. Choose a port above 1023 with --port`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine does not have the interface ${address ?? 'of that name'}. Choose another --host`
    default:
      return message || String(error)
  }
}
