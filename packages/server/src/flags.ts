import { readFileSync } from 'node:fs'
import {
  CALLBACK_TYPES,
  type CallbackTarget,
  type CallbackType,
  type ProjectsOption,
  SIMULATIONS,
  type Simulation,
} from '@opentok-sandbox/sandbox'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { MEDIA_MODES, type MediaKind } from './media-server.ts'

/** The flags, as commander reads them. */
export interface Flags {
  port: number
  host: string
  publicUrl?: string
  apiKey: string[]
  apiSecret: string[]
  applicationId: string[]
  publicKey: string[]
  anyProject?: boolean
  seed?: number
  media: MediaKind
  mediaPorts?: [number, number]
  turn?: boolean
  simulcast?: boolean
  trustProxy?: string
  data?: string
  simulate?: Simulation[]
  callbackUrl: string[]
  callbackSecret?: string
  callbacksAnywhere?: boolean
  state?: string
  seedFile?: string
  quiet?: boolean
  json?: boolean
}

/**
 * Adds the flags of a sandbox to a command.
 *
 * @param port the default port
 */
export function addFlags(command: Command, port: number): Command {
  const portOption = new Option('-p, --port <number>', 'the TCP port; 0 picks a free one')
    .default(port)
    .argParser(readWholeNumber)
  // `exec` takes a free port, so that several can run at the same time.
  if (port !== 0) portOption.env('OPENTOK_SANDBOX_PORT')
  return command
    .addOption(portOption)
    .addOption(
      new Option(
        '--host <name>',
        'the interface to listen on; with 0.0.0.0, other machines can reach it and send commands',
      )
        .default('localhost')
        .env('OPENTOK_SANDBOX_HOST'),
    )
    .addOption(
      new Option('--public-url <url>', 'the address that clients use, if a proxy does not send it').env(
        'OPENTOK_SANDBOX_PUBLIC_URL',
      ),
    )
    .addOption(
      new Option('--api-key <key>', 'the API key of your project; can be repeated')
        .default([], 'the development project alone')
        .argParser(collect),
    )
    .addOption(
      new Option('--api-secret <secret>', 'the secret of that project, in the same order')
        .default([], 'none')
        .argParser(collect),
    )
    .addOption(
      new Option('--application-id <uuid>', 'a Vonage application; can be repeated')
        .default([], 'none')
        .argParser(collect),
    )
    .addOption(
      new Option('--public-key <file>', 'the public key of that application, a PEM file, in the same order')
        .default([], 'none')
        .argParser(collect),
    )
    .addOption(
      new Option(
        '--media <kind>',
        'how media goes in routed sessions: through a router here, or between the clients',
      )
        .choices(MEDIA_MODES)
        .default('router')
        .env('OPENTOK_SANDBOX_MEDIA'),
    )
    .addOption(
      new Option('--media-ports <first-last>', 'the UDP ports of the router, such as 50000-50100').argParser(
        readPorts,
      ),
    )
    .option(
      '--turn',
      'relay between clients that cannot reach each other, also with another --host than localhost',
    )
    .option('--no-turn', 'do not relay between clients')
    .option('--simulcast', 'publishers send several layers of their picture to the router')
    .option(
      '--trust-proxy <addresses>',
      'proxies whose X-Forwarded-For says where a client is: addresses, subnets, or loopback',
    )
    .addOption(
      new Option('--data <folder>', 'where archives are kept; without it, they end with the process').env(
        'OPENTOK_SANDBOX_DATA',
      ),
    )
    .addOption(
      new Option(
        '--callback-url <[type=]url>',
        `where callbacks go: all, or those of one type (${CALLBACK_TYPES.join(', ')}); can be repeated`,
      )
        .default([], 'nowhere')
        .argParser(collect),
    )
    .addOption(
      new Option('--callback-secret <secret>', 'the signature secret of those callbacks').env(
        'OPENTOK_SANDBOX_CALLBACK_SECRET',
      ),
    )
    .option('--callbacks-anywhere', 'let callbacks leave this machine and private networks')
    .addOption(
      new Option(
        '--simulate <what>',
        `play what cannot really be done, and say so: ${SIMULATIONS.join(', ')}, separated by commas`,
      ).argParser(readSimulationList),
    )
    .option('--any-project', 'accept every key and token without verifying it')
    .addOption(
      new Option('--seed <number>', 'a number that determines all random values')
        .env('OPENTOK_SANDBOX_SEED')
        .argParser(readWholeNumber),
    )
    .addOption(
      new Option(
        '--state <file>',
        'a file with the state: read at the start, if it exists, and saved at the end',
      ).env('OPENTOK_SANDBOX_STATE'),
    )
    .option(
      '--seed-file <file>',
      'a prepared world: rooms, participants, faults, the clock; what it has replaces what is in --state',
    )
    .option('-q, --quiet', 'print errors only')
    .option('--json', 'print the address, the port, the key and the process ID as one line of JSON')
}

/** For an option that can be repeated. */
export const collect = (value: string, former: string[]) => [...former, value]

/** @throws {InvalidArgumentError} */
export function readWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** @throws {InvalidArgumentError} */
function readPorts(text: string): [number, number] {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []
  const ports: [number, number] = [Number(first), Number(last)]
  if (ports.every((port) => port > 0 && port < 65_536) && ports[0] < ports[1]) return ports
  throw new InvalidArgumentError('It must be the first and the last port, such as 50000-50100.')
}

/** @throws {InvalidArgumentError} */
function readSimulationList(text: string): Simulation[] {
  return text.split(',').map((word) => {
    const known = SIMULATIONS.find((one) => one === word.trim())
    if (known) return known
    throw new InvalidArgumentError(`It must be some of ${SIMULATIONS.join(', ')}.`)
  })
}

/**
 * Where callbacks go.
 *
 * @throws {TypeError} naming the flag that is wrong
 */
export function readCallbackFlags({
  callbackUrl,
  callbackSecret,
}: Flags): Partial<Record<CallbackType, CallbackTarget>> {
  const targets: Partial<Record<CallbackType, CallbackTarget>> = {}
  for (const text of callbackUrl) {
    const [, name, given] = /^([a-z]+)=(.*)$/.exec(text) ?? []
    const url = given ?? text
    if (!URL.canParse(url) || !/^https?:/.test(url))
      throw new TypeError('--callback-url: must be an address, such as http://localhost:3000/callbacks')
    const types = name === undefined ? CALLBACK_TYPES : CALLBACK_TYPES.filter((type) => type === name)
    if (types.length === 0)
      throw new TypeError(`--callback-url: callbacks are of the types ${CALLBACK_TYPES.join(', ')}`)
    for (const type of types)
      targets[type] = { url, ...(callbackSecret && { signatureSecret: callbackSecret }) }
  }
  return targets
}

/**
 * The projects that flags name, and those of the environment.
 *
 * @throws {TypeError} naming the flag that is wrong
 */
export function readProjects({
  apiKey,
  apiSecret,
  applicationId,
  publicKey,
  anyProject,
}: Flags): ProjectsOption {
  if (apiKey.length !== apiSecret.length) throw new TypeError('Each --api-key requires an --api-secret')
  if (applicationId.length !== publicKey.length) {
    throw new TypeError('Each --application-id requires a --public-key')
  }
  const projects = apiKey.map((key, i) => ({ apiKey: key, apiSecret: apiSecret[i] ?? '' }))
  const applications = applicationId.map((id, i) => ({
    applicationId: id,
    publicKey: readPublicKey(publicKey[i] ?? ''),
  }))
  if (anyProject) {
    if (projects.length + applications.length === 0) return 'any'
    throw new TypeError('--any-project cannot be combined with other projects. Choose one of the two')
  }
  const { OPENTOK_API_KEY, OPENTOK_API_SECRET } = process.env
  if (projects.length === 0 && OPENTOK_API_KEY && OPENTOK_API_SECRET) {
    projects.push({ apiKey: OPENTOK_API_KEY, apiSecret: OPENTOK_API_SECRET })
  }
  return [...projects, ...applications]
}

function readPublicKey(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TypeError(`--public-key: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
