import { readFileSync } from 'node:fs'
import type { ProjectsOption } from '@opentok-sandbox/sandbox'
import { type Command, InvalidArgumentError, Option } from 'commander'

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
  quiet?: boolean
  json?: boolean
}

/**
 * Adds the flags of a sandbox to a command.
 *
 * @param port where it listens when it is not told
 */
export function addFlags(command: Command, port: number): Command {
  const collect = (value: string, former: string[]) => [...former, value]
  const portOption = new Option('-p, --port <number>', 'the TCP port; 0 picks a free one')
    .default(port)
    .argParser(readWholeNumber)
  // A sandbox of its own is on a port of its own, so that two commands can run beside each other.
  if (port !== 0) portOption.env('OPENTOK_SANDBOX_PORT')
  return command
    .addOption(portOption)
    .addOption(
      new Option(
        '--host <name>',
        'the interface to listen on; 0.0.0.0 lets other machines in, to do all that you can',
      )
        .default('localhost')
        .env('OPENTOK_SANDBOX_HOST'),
    )
    .addOption(
      new Option('--public-url <url>', 'the address that clients see, where a proxy does not tell it').env(
        'OPENTOK_SANDBOX_PUBLIC_URL',
      ),
    )
    .addOption(
      new Option('--api-key <key>', 'the key of a project of yours; can be given several times')
        .default([], 'the development project alone')
        .argParser(collect),
    )
    .addOption(
      new Option('--api-secret <secret>', 'the secret of that project, in the same order')
        .default([], 'none')
        .argParser(collect),
    )
    .addOption(
      new Option('--application-id <uuid>', 'a Vonage application; can be given several times')
        .default([], 'none')
        .argParser(collect),
    )
    .addOption(
      new Option('--public-key <file>', 'the public key of that application, a PEM file, in the same order')
        .default([], 'none')
        .argParser(collect),
    )
    .option('--any-project', 'believe every key and token, without verifying')
    .addOption(
      new Option('--seed <number>', 'let all random values follow from a number')
        .env('OPENTOK_SANDBOX_SEED')
        .argParser(readWholeNumber),
    )
    .option('-q, --quiet', 'say nothing but what goes wrong')
    .option('--json', 'say the address, the key and the process ID as one line of JSON')
}

function readWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
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
  if (apiKey.length !== apiSecret.length) throw new TypeError('--api-key and --api-secret come in pairs')
  if (applicationId.length !== publicKey.length) {
    throw new TypeError('--application-id and --public-key come in pairs')
  }
  const projects = apiKey.map((key, i) => ({ apiKey: key, apiSecret: apiSecret[i] ?? '' }))
  const applications = applicationId.map((id, i) => ({
    applicationId: id,
    publicKey: readPublicKey(publicKey[i] ?? ''),
  }))
  if (anyProject) {
    if (projects.length + applications.length === 0) return 'any'
    throw new TypeError('--any-project needs no other project: choose one of the two')
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
