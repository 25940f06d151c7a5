import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, authenticateProject } from './authenticate.ts'

/**
 * Refuses a request without good credentials: that comes first for every path below `/v2`, whether there is such an
 * endpoint or not (platform facts §12, B5).
 *
 * @throws {Refusal} 403
 */
export async function authenticatePath(context: Context, request: Request): Promise<void> {
  const key = /^\/v2\/(?:project|partner)\/([^/]+)/.exec(new URL(request.url).pathname)?.[1]
  if (key === undefined) await authenticate(context, request)
  else await authenticateProject(context, request, key)
}

/**
 * Refuses a path that OpenTok does not have any more, or never had, as far as is known.
 *
 * @throws {Refusal} 403 | 501
 */
export async function refuseUnsupported(context: Context, request: Request): Promise<never> {
  await authenticatePath(context, request)
  const { pathname } = new URL(request.url)
  const message = `The OpenTok Sandbox does not support this endpoint (${request.method} ${pathname})`
  throw new Refusal(501, context.redact(message), message)
}
