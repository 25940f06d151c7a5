import type { Context } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { authenticate, authenticateProject } from './authenticate.ts'

/**
 * Refuses a path of `/v2` that OpenTok does not have, as far as is known. As everywhere, a request without good
 * credentials is refused for that first (platform facts §12, B5).
 *
 * @throws {Refusal} 403 | 501
 */
export async function refuseUnsupported(context: Context, request: Request): Promise<never> {
  const { pathname } = new URL(request.url)
  const key = /^\/v2\/(?:project|partner)\/([^/]+)/.exec(pathname)?.[1]
  if (key === undefined) await authenticate(context, request)
  else await authenticateProject(context, request, key)
  const message = `The OpenTok Sandbox does not support this endpoint (${request.method} ${pathname})`
  throw new Refusal(501, context.redact(message), message)
}
