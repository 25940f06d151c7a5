import type { HttpBindings } from '@hono/node-server'
import { OpenTokError, type TokenOptions } from '@opentok-sandbox/core'
import { DEVELOPMENT_PROJECT, type Failure, type LocalSandbox } from '@opentok-sandbox/sandbox'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import type { CredentialIssuer } from './credentials.ts'
import { objectTo } from './guard.ts'

/** The most bytes in a request that steers the sandbox. */
const LONGEST_BODY = 64 * 1024

/** How long changes are gathered before they are told, in milliseconds. */
const SETTLING = 50

/** How often who watches is told that the server is still there, in milliseconds. */
const KEEP_ALIVE = 15_000

/**
 * What steers a sandbox, and looks into it: for the page, and for tests in any language.
 *
 * @param closing ends the answers that would go on for ever
 */
export function createControl(
  sandbox: LocalSandbox,
  credentials: CredentialIssuer,
  ownNames: readonly string[],
  closing: AbortSignal,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(async ({ env, json }, next) => {
    const objection = objectTo(env.incoming, ownNames)
    if (objection) return json({ message: `${objection.problem}. ${objection.remedy}.` }, 403)
    await next()
    return
  })
  app.use(
    bodyLimit({
      maxSize: LONGEST_BODY,
      onError: ({ json }) => json({ message: 'The body is too long.' }, 413),
    }),
  )

  app.get('/project', ({ json }) => json(DEVELOPMENT_PROJECT))
  app.get('/sessions', ({ json }) => json(sandbox.sessions()))

  app.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      let wake = () => {}
      const unwatch = sandbox.watch(() => wake())
      stream.onAbort(() => wake())
      const end = () => wake()
      closing.addEventListener('abort', end)
      while (!stream.aborted && !closing.aborted) {
        // Whatever changes from here on is told next.
        const changed = new Promise<void>((resolve) => {
          wake = resolve
        })
        await stream.writeSSE({ event: 'sessions', data: JSON.stringify(sandbox.sessions()) })
        const timer = setTimeout(() => wake(), KEEP_ALIVE)
        await changed
        clearTimeout(timer)
        // Where hundreds come at once, who watches is told a few times, and not of each.
        await stream.sleep(SETTLING)
      }
      unwatch()
      closing.removeEventListener('abort', end)
    }),
  )

  app.post('/tokens', async ({ req, json }) => {
    const { sessionId, ...options } = readObject(await req.text())
    if (typeof sessionId !== 'string') throw new TypeError('sessionId: must be text')
    return json(await credentials.forSession(sessionId, options as TokenOptions))
  })
  app.post('/fail', async ({ req, body }) => {
    await sandbox.fail(readObject(await req.text()) as unknown as Failure)
    return body(null, 204)
  })
  app.post('/drop', async ({ req, body }) => {
    const { connectionId } = readObject(await req.text())
    await sandbox.drop(String(connectionId))
    return body(null, 204)
  })
  app.post('/reset', async ({ body }) => {
    await sandbox.reset()
    return body(null, 204)
  })
  app.notFound(({ json }) => json({ message: 'Nothing of the sandbox is steered here.' }, 404))
  app.onError((error, { json }) => {
    // What is wrong with the input is said; what is wrong with the sandbox is not the caller's doing.
    if (error instanceof TypeError || error instanceof OpenTokError)
      return json({ message: error.message }, 400)
    throw error
  })
  return app
}

/** @throws {TypeError} if a body is not a JSON object */
function readObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new TypeError('The body must be JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('The body must be a JSON object')
  }
  return value as Record<string, unknown>
}
