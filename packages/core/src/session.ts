import { ValidationError } from './errors.ts'
import type { MediaMode } from './session-id.ts'
import type { TokenOptions } from './token/claims.ts'

/** Whether OpenTok records the session automatically (`always`) or on request (`manual`). */
export type ArchiveMode = 'manual' | 'always'

/** The sizes that an archive can have, as width × height. */
export const ARCHIVE_RESOLUTIONS = [
  '640x480',
  '480x640',
  '1280x720',
  '720x1280',
  '1920x1080',
  '1080x1920',
] as const

/** @see {@link ARCHIVE_RESOLUTIONS} */
export type ArchiveResolution = (typeof ARCHIVE_RESOLUTIONS)[number]

/** Options of `createSession` (rest facts §1.4 and §2). */
export interface SessionOptions {
  /** A hint of where the clients will be: an IPv4 address, such as `12.34.56.78`. */
  location?: string | undefined
  /** @default 'relayed', or 'routed' where `archiveMode: 'always'` or `e2ee` requires it */
  mediaMode?: MediaMode | undefined
  /** @default 'manual' */
  archiveMode?: ArchiveMode | undefined
  /** The name of the automatic archive, 1 to 80 characters; only with `archiveMode: 'always'`. */
  archiveName?: string | undefined
  /** The size of the automatic archive; only with `archiveMode: 'always'`. */
  archiveResolution?: ArchiveResolution | undefined
  /** End-to-end encryption; only in a routed session that is not archived automatically. @default false */
  e2ee?: boolean | undefined
}

const OPTIONS: ReadonlySet<string> = new Set<keyof SessionOptions>([
  'location',
  'mediaMode',
  'archiveMode',
  'archiveName',
  'archiveResolution',
  'e2ee',
])

/** The options after checking, with every default filled in. */
export interface SessionProperties {
  location: string
  mediaMode: MediaMode
  archiveMode: ArchiveMode
  archiveName: string | undefined
  archiveResolution: ArchiveResolution | undefined
  e2ee: boolean
}

/**
 * Checks the options of a session and fills in the defaults.
 *
 * @throws {ValidationError} naming the option that is wrong
 */
export function readSessionOptions(options: SessionOptions): SessionProperties {
  if (typeof options !== 'object' || options === null)
    throw new ValidationError('options', 'must be an object')
  for (const name of Object.keys(options)) {
    if (!OPTIONS.has(name))
      throw new ValidationError(name, `is not an option; the options are ${[...OPTIONS].join(', ')}`)
  }
  const { location = '', archiveMode = 'manual', archiveName, archiveResolution, e2ee = false } = options
  const always = archiveMode === 'always'
  const mediaMode = options.mediaMode ?? (always || e2ee ? 'routed' : 'relayed')
  if (location !== '' && !isIPv4(location)) {
    throw new ValidationError('location', 'must be an IPv4 address, such as 12.34.56.78')
  }
  if (mediaMode !== 'relayed' && mediaMode !== 'routed') {
    throw new ValidationError('mediaMode', "must be 'relayed' or 'routed'")
  }
  if (archiveMode !== 'manual' && archiveMode !== 'always') {
    throw new ValidationError('archiveMode', "must be 'manual' or 'always'")
  }
  if (typeof e2ee !== 'boolean') throw new ValidationError('e2ee', 'must be true or false')
  if (always && mediaMode === 'relayed') {
    throw new ValidationError(
      'archiveMode',
      "'always' requires a routed session: only the media router can record",
    )
  }
  if (e2ee && mediaMode === 'relayed') throw new ValidationError('e2ee', 'requires a routed session')
  if (e2ee && always) throw new ValidationError('e2ee', "cannot be combined with archiveMode: 'always'")
  checkArchive(always, archiveName, archiveResolution)
  return { location, mediaMode, archiveMode, archiveName, archiveResolution, e2ee }
}

function checkArchive(always: boolean, name: unknown, resolution: unknown): void {
  for (const [option, value] of Object.entries({ archiveName: name, archiveResolution: resolution })) {
    if (value !== undefined && !always) throw new ValidationError(option, "requires archiveMode: 'always'")
  }
  if (name !== undefined && (typeof name !== 'string' || name.length < 1 || name.length > 80)) {
    throw new ValidationError('archiveName', 'must have 1 to 80 characters')
  }
  if (resolution !== undefined && !(ARCHIVE_RESOLUTIONS as readonly unknown[]).includes(resolution)) {
    throw new ValidationError('archiveResolution', `must be one of ${ARCHIVE_RESOLUTIONS.join(', ')}`)
  }
}

/** Whether a text is an IPv4 address: four numbers from 0 to 255, without leading zeros. */
export function isIPv4(text: unknown): boolean {
  return (
    typeof text === 'string' &&
    /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/.test(text) &&
    !/\b0\d/.test(text)
  )
}

/** The form fields of `POST /session/create`. */
export function toFormFields(properties: SessionProperties): URLSearchParams {
  const fields = new URLSearchParams()
  if (properties.location) fields.set('location', properties.location)
  fields.set('p2p.preference', properties.mediaMode === 'relayed' ? 'enabled' : 'disabled')
  fields.set('archiveMode', properties.archiveMode)
  if (properties.archiveName !== undefined) fields.set('archiveName', properties.archiveName)
  if (properties.archiveResolution !== undefined)
    fields.set('archiveResolution', properties.archiveResolution)
  if (properties.e2ee) fields.set('e2ee', 'true')
  return fields
}

/** A session that OpenTok has created. It never expires, and cannot be destroyed. */
export class Session implements SessionProperties {
  /** What a client needs to connect, together with the API key and a token. */
  readonly sessionId: string
  readonly apiKey: string
  readonly location: string
  readonly mediaMode: MediaMode
  readonly archiveMode: ArchiveMode
  readonly archiveName: string | undefined
  readonly archiveResolution: ArchiveResolution | undefined
  readonly e2ee: boolean
  readonly #generateToken: (options?: TokenOptions) => Promise<string>

  /** @internal Sessions come from `OpenTok.createSession`. */
  constructor(
    sessionId: string,
    apiKey: string,
    properties: SessionProperties,
    generateToken: (options?: TokenOptions) => Promise<string>,
  ) {
    this.sessionId = sessionId
    this.apiKey = apiKey
    this.location = properties.location
    this.mediaMode = properties.mediaMode
    this.archiveMode = properties.archiveMode
    this.archiveName = properties.archiveName
    this.archiveResolution = properties.archiveResolution
    this.e2ee = properties.e2ee
    this.#generateToken = generateToken
  }

  /**
   * Makes a token with which one client connects to this session.
   *
   * @throws {ValidationError} if an option is wrong
   *
   * @example
   * const token = await session.generateToken({ role: 'subscriber' })
   */
  generateToken(options?: TokenOptions): Promise<string> {
    return this.#generateToken(options)
  }
}
