import {
  ARCHIVE_RESOLUTIONS,
  type ArchiveResolution,
  encodeSessionId,
  isIPv4,
  type MediaMode,
} from '@opentok-sandbox/core'
import { encodeBase64 } from '@opentok-sandbox/core/base64'
import type { Context } from '../context.ts'
import { toUuid } from '../random.ts'
import { Refusal } from '../refusal.ts'
import type { SessionSettings } from '../session/session-settings.ts'
import { authenticate } from './authenticate.ts'
import { formatCreateDate } from './create-date.ts'
import { readForm } from './form.ts'
import { renderSession, wantsJson } from './render.ts'
import type { RestContext } from './request-record.ts'

const ID_BYTES = 18
const UUID_BYTES = 16

/** `POST /session/create`. */
export async function createSession(context: RestContext, request: Request): Promise<Response> {
  // Drawn before the first `await`: a seed then gives the same IDs, whatever else happens at the same time.
  const random = context.random(ID_BYTES + UUID_BYTES + 1)
  const createdAt = context.clock.now()
  const { id: apiKey } = await authenticate(context, request)
  const { location, mediaMode, archive, e2ee } = readParameters(context, await readForm(request, context))
  const sessionId = encodeSessionId({
    apiKey,
    location,
    createdAt,
    mediaMode,
    random: encodeBase64(random.subarray(0, ID_BYTES)),
    // Real IDs begin with either digit; why is not documented.
    prefix: (random.at(-1) ?? 0) % 2 === 0 ? 1 : 2,
  })
  context.record.session = sessionId
  if (archive || e2ee) {
    context.settings.remember(sessionId, { archive, e2ee })
  }
  context.log({
    level: 'info',
    message: `Session ${sessionId} (${mediaMode}) was created for the API key ${apiKey}`,
  })
  const segmentId = () => toUuid(random.subarray(ID_BYTES))
  return renderSession(
    { sessionId, apiKey, createDate: formatCreateDate(createdAt), segmentId },
    wantsJson(request),
  )
}

/** What SDKs send for a parameter that is not set (rest facts §1.4). */
const UNSET = new Set(['', 'null', 'None', 'undefined'])

/** Parameters that the sandbox uses, and redundant ones that it ignores. */
const KNOWN = [
  'location',
  'location_hint',
  'p2p.preference',
  'archiveMode',
  'archiveName',
  'archiveResolution',
  'e2ee',
]
const REDUNDANT = ['api_key', 'partner_id', 'echoSuppression.enabled']

interface Parameters {
  location: string
  mediaMode: MediaMode
  archive: SessionSettings['archive']
  e2ee: boolean
}

function readParameters(context: Context, form: URLSearchParams): Parameters {
  const names = [...form.keys()]
  if (names.length > 0 && ![...KNOWN, ...REDUNDANT].some((name) => names.includes(name))) {
    const message =
      'A session was created, but the body has none of the known parameters. Is it a URL-encoded form?'
    context.log({ level: 'warn', message })
  }
  const read = (...aliases: string[]) =>
    aliases.map((name) => form.get(name) ?? '').find((value) => !UNSET.has(value))
  const archiveMode = read('archiveMode') ?? 'manual'
  if (archiveMode !== 'manual' && archiveMode !== 'always') {
    throw invalid('archiveMode', "must be 'manual' or 'always'")
  }
  const mediaMode = readMediaMode(read('p2p.preference'))
  if (archiveMode === 'always' && mediaMode === 'relayed') {
    throw invalid('archiveMode', 'always requires a routed session: p2p.preference=disabled')
  }
  const always = archiveMode === 'always'
  checkArchive(always, read('archiveName'), read('archiveResolution'))
  return {
    location: readLocation(read('location', 'location_hint')),
    mediaMode,
    archive: always
      ? {
          name: read('archiveName') ?? '',
          resolution: read('archiveResolution') as ArchiveResolution | undefined,
        }
      : undefined,
    e2ee: readEncryption(read('e2ee'), always, mediaMode),
  }
}

function checkArchive(always: boolean, name: string | undefined, resolution: string | undefined): void {
  for (const [parameter, value] of Object.entries({ archiveName: name, archiveResolution: resolution })) {
    if (value && !always) throw invalid(parameter, 'is only allowed with archiveMode=always')
  }
  if (name && name.length > 80) throw invalid('archiveName', 'can have at most 80 characters')
  if (resolution && !(ARCHIVE_RESOLUTIONS as readonly string[]).includes(resolution)) {
    throw invalid('archiveResolution', `must be one of ${ARCHIVE_RESOLUTIONS.join(', ')}`)
  }
}

function readEncryption(e2ee: string | undefined, always: boolean, mediaMode: MediaMode): boolean {
  // .NET capitalises its booleans.
  const wanted = e2ee?.toLowerCase() ?? 'false'
  if (wanted !== 'true' && wanted !== 'false') throw invalid('e2ee', "must be 'true' or 'false'")
  if (wanted === 'true' && mediaMode === 'relayed')
    throw invalid('e2ee', 'requires a routed session: p2p.preference=disabled')
  if (wanted === 'true' && always) throw invalid('e2ee', 'cannot be combined with archiveMode=always')
  return wanted === 'true'
}

/** `localhost` was accepted, and left no trace in the ID [fix Ruby 2012]. */
function readLocation(location: string | undefined): string {
  if (location === undefined || location === 'localhost') return ''
  if (isIPv4(location)) return location
  throw invalid('location', 'must be an IPv4 address')
}

function readMediaMode(preference: string | undefined): MediaMode {
  switch (preference) {
    case 'enabled':
    case 'enable':
      return 'relayed'
    case undefined:
    case 'disabled':
    case 'disable':
    case 'p2p.preference': // what Python sent in 2011 where it meant nothing
      return 'routed'
    default:
      throw invalid('p2p.preference', "must be 'enabled' or 'disabled'")
  }
}

/** No such answer of the service was recorded: the status and the message are guesses. */
function invalid(name: string, problem: string): Refusal {
  return new Refusal(400, `Invalid ${name}`, `The parameter ${name} ${problem}`)
}
