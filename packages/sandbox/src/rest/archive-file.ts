import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Archive, ArchiveFile } from '../archive/archive.ts'
import { loadPlaceholder } from '../archive/placeholder.ts'
import type { Context } from '../context.ts'
import { isOpenTokHost } from '../hosts.ts'
import type { PathParameters } from './live-session.ts'
import { OPEN, renderXml, withSimulation } from './render.ts'
import type { RestContext } from './request-record.ts'

/** How long the URL of a file is valid, in seconds; each answer has a new one (platform facts §3.2). */
const LIFE_OF_URL = 600

/** Where the files of archives are, on whatever host. */
export const ARCHIVE_FILE_PATH = '/archive2/:key/:archive/:name'

/** Under which address the client of a request reaches this sandbox. */
export function baseOf({ ownUrl }: Pick<Context, 'ownUrl'>, request: Request): string {
  const { origin, hostname } = new URL(request.url)
  const own = ownUrl()
  // A connection that was redirected to here still has OpenTok's name; and on another's server, the sandbox has a path.
  const isOwn = own !== undefined && (isOpenTokHost(hostname) || new URL(own).origin === origin)
  return isOwn ? own : origin
}

/** Where the file of an archive can be downloaded for ten minutes; `null` while it has none. */
export function archiveUrl(context: Context, request: Request, archive: Archive): string | null {
  return signArchiveUrl(context, baseOf(context, request), archive)
}

/** The same, for what is told without a request. */
export function signArchiveUrl(
  { clock, linkKey }: Pick<Context, 'clock' | 'linkKey'>,
  base: string,
  { status, file, apiKey, id }: Archive,
): string | null {
  if (status !== 'available' || file === undefined) return null
  const path = `/archive2/${apiKey}/${id}/${file.name}`
  const expires = Math.floor(clock.now() / 1000) + LIFE_OF_URL
  return `${base}${path}?Expires=${expires}&Signature=${sign(linkKey, path, expires)}`
}

/** `GET /archive2/{key}/{id}/{name}`: the file of an archive, for whom its URL was given to. */
export async function getArchiveFile(
  context: RestContext,
  request: Request,
  { archive: id = '', name = '' }: PathParameters,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const expires = Number(searchParams.get('Expires'))
  const archive = context.archives.find(id)
  const signature = searchParams.get('Signature') ?? ''
  if (!Number.isInteger(expires) || signature !== sign(context.linkKey, pathname, expires))
    return denied('The request signature we calculated does not match the signature you provided.')
  if (expires <= context.clock.now() / 1000)
    return denied('Request has expired. Get the archive again: each answer has a new URL')
  const { recorder } = context.services
  const file = archive?.status === 'available' && archive.file?.name === name ? archive.file : undefined
  if (file?.isPlaceholder) return sendPlaceholder(file.name)
  if (file === undefined || recorder === undefined)
    return renderXml({ Error: { Code: 'NoSuchKey', Message: 'The archive does not have this file.' } }, 404)
  return recorder.open(id, file, request)
}

async function sendPlaceholder(name: ArchiveFile['name']): Promise<Response> {
  const type = name === 'archive.mp4' ? 'video/mp4' : 'application/zip'
  const response = new Response(await loadPlaceholder(name), { headers: { 'Content-Type': type, ...OPEN } })
  return withSimulation(response, 'archives')
}

function denied(message: string): Response {
  return renderXml({ Error: { Code: 'AccessDenied', Message: message } }, 403)
}

function sign(key: Uint8Array, path: string, expires: number): string {
  return bytesToHex(hmac(sha256, key, utf8ToBytes(`${path} ${expires}`)))
}
