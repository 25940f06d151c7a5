import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, authenticateProject } from './authenticate.ts'

/** What the sandbox does not support, by the first words of the path below the project (rest facts §5). */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  archive: 'archives',
  broadcast: 'broadcasts',
  dial: 'SIP',
  call: 'SIP',
  connect: 'the audio connector',
  captions: 'live captions',
  render: 'Experience Composer',
  callback: 'callbacks',
}

/**
 * Refuses an endpoint of `/v2` that the sandbox does not support, and says which feature that is. As everywhere, a
 * request without good credentials is refused for that first (platform facts §12, B5).
 *
 * @throws {Refusal} 403 | 501
 */
export async function refuseUnsupported(context: Context, request: Request): Promise<never> {
  const { pathname } = new URL(request.url)
  const key = /^\/v2\/(?:project|partner)\/([^/]+)/.exec(pathname)?.[1]
  if (key === undefined) await authenticate(context, request)
  else await authenticateProject(context, request, key)
  throw unsupported(context, request, nameFeature(pathname) ?? 'this endpoint')
}

/** The paths that the servers of OpenTok's samples have for features that the sandbox does not support. */
export const SAMPLE_PATHS = ['archive', 'broadcast', 'captions', 'render'].flatMap((word) => [
  `/${word}`,
  `/${word}/*`,
  `/hl/${word}/*`,
])

/**
 * Refuses what the pages of OpenTok's samples ask of their own server, such as `POST /archive/start`. They do not
 * authenticate.
 *
 * @throws {Refusal} 501
 */
export function refuseSamplePath(context: Context, request: Request): never {
  const word = new URL(request.url).pathname.replace(/^\/hl/, '').split('/')[1] ?? ''
  throw unsupported(context, request, UNSUPPORTED[word] ?? 'this endpoint')
}

function unsupported(context: Context, { method, url }: Request, feature: string): Refusal {
  const message = `The OpenTok Sandbox does not support ${feature} (${method} ${new URL(url).pathname})`
  return new Refusal(501, context.redact(message), message)
}

/** The feature that a path below `/v2` belongs to. */
export function nameFeature(pathname: string): string | undefined {
  const [root, , ...words] = pathname.split('/').slice(2)
  if (root !== 'project' && root !== 'partner') return undefined
  const [word = '', , ...rest] = words
  if (word === '' || word === 'refreshSecret') return 'the administration of projects'
  if (word === 'session' && rest.at(-1) === 'play-dtmf') return 'DTMF'
  return Object.hasOwn(UNSUPPORTED, word) ? UNSUPPORTED[word] : undefined
}
